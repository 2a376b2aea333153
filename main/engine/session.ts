/** The engine as the window and the CLI use it: hosts, previews, applying, overlays, recovery. No Electron here. */
import { randomUUID } from 'node:crypto';
import type { CommandRecord } from '../../app/problem/command.ts';
import type { ApplyProgress, ApplyResult, LinkHealth, Preview } from '../../app/contract/plan-view.ts';
import type { OverlayMatrix } from '../../app/contract/overlay-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import { specOfLink } from '../../app/overlay/link-spec.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import type { FileChange } from '../../app/change/journal-entry.ts';
import type { HistoryEntry } from '../../app/contract/history.ts';
import type { SuggestOptions } from '../../app/overlay/suggest.ts';
import { ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { createCommandLog, type CommandLog } from './commands.ts';
import type { ApplyContext, ApplyInput } from './executor.ts';
import { healthWithCause } from './doctor/cause.ts';
import { createDecisions, type Decision } from './decision.ts';
import { checkHealth } from './health.ts';
import { createHistory, type History } from './history.ts';
import { fileLeft } from './file-change.ts';
import { createHosts, type Hosts } from './hosts.ts';
import type { Journal } from './journal.ts';
import { createOverlays, type Overlays } from './overlays.ts';
import { createLossChecks, previewWith, type LossChecks } from './loss-check.ts';
import { createPortChecks, type PortChecks } from './port-check.ts';
import { createPreviews, type Previews } from './previews.ts';
import { createRunning, type Running } from './running.ts';
import { candidates } from './undo-preview.ts';
import type { OverlayInput } from './overlay-apply.ts';
import { keepLocked, takeBackLocked, type Recovering } from './recovery-locked.ts';
import { createKeeper, type Keeper } from './keep-true.ts';
import { measureMatrix } from './matrix.ts';
import { applyUnmoved } from './since-planned.ts';
import { createStated, findStated, type Stated } from './stated.ts';
import { suggestPair } from './suggested.ts';
import { createSettler, type Settler } from './settle.ts';
import { createSlowNotes, patientHosts, type Slow } from './patience.ts';

export interface SessionOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onHosts?: (hosts: readonly Host[]) => void;
  readonly onCommands?: (records: readonly CommandRecord[]) => void;
  /** Whether a person says yes before a change that may cut us off is kept (`decide`); else what was proved is kept. */
  readonly asksToKeep?: boolean;
  /** Whether overlays in keep-true mode are repaired by this session; told when one was. */
  readonly onRepaired?: () => void;
}

export interface Session {
  readonly hosts: Hosts;
  readonly overlays: Overlays;
  readonly stated: Stated;
  readonly previews: Previews;
  readonly commands: CommandLog;
  readonly history: History;
  /** A preview that has asked the hosts, too, for what no table tells: whether the ports of new tunnels are free, what else goes. */
  preview(intent: unknown, file?: FileChange): Promise<Preview>;
  /** What *Undo*, or *Redo*, means when no change is named: the first of these that still stands on its hosts. */
  toUndo(redo: boolean): readonly HistoryEntry[];
  suggest(hosts: readonly [HostId, HostId], options: SuggestOptions): Result<LinkIntent>;
  apply(planId: string, onProgress: (progress: ApplyProgress) => void): Promise<Result<ApplyResult>>;
  /** Stops the plan at its next step; what was done is taken back. */
  cancel(planId: string): void;
  /** Answers a change whose progress carries `confirmBy`. */
  decide(planId: string, decision: Decision): void;
  health(name: string): Promise<Result<LinkHealth>>;
  /** Every pair of a stated overlay, with packets. */
  matrix(name: string): Promise<Result<OverlayMatrix>>;
  /** The same of any statement. */
  measure(spec: OverlaySpec): Promise<OverlayMatrix>;
  /** `tell` hears whom it waits for. */
  rollBack(entryId: string, tell?: (progress: ApplyProgress) => void): Promise<Result<ApplyResult>>;
  /** Answers with what of it could not be completed. */
  keep(entryId: string, tell?: (progress: ApplyProgress) => void): Promise<Result<readonly Problem[]>>;
  close(): Promise<void>;
}

export function createSession(options: SessionOptions): Session {
  const commands = createCommandLog(options.onCommands ?? (() => undefined));
  const tell = options.onHosts ?? (() => undefined);
  const settler = createSettler({
    ...options,
    hosts: () => hosts,
    overlays: () => overlays,
    onSettled: () => void overlays.reload().then(() => tell(hosts.list())),
  });
  const hosts = createHosts({
    clock: options.clock,
    record: commands.record,
    onHosts: (list) => {
      tell(list);
      settler.look(list);
      session.keeper?.look();
    },
  });
  const overlays = createOverlays(options.journal);
  const stated = createStated({ ...options, overlays, hosts });
  const previews = createPreviews(hosts, overlays, stated);
  const session = new EngineSession(options, hosts, overlays, stated, previews, commands, settler);
  return session;
}

class EngineSession implements Session {
  readonly history: History;
  readonly keeper: Keeper | undefined;
  readonly #decisions = createDecisions();
  readonly #running: Running;
  readonly #ports: PortChecks;
  readonly #losses: LossChecks;

  constructor(
    private readonly options: SessionOptions,
    readonly hosts: Hosts,
    readonly overlays: Overlays,
    readonly stated: Stated,
    readonly previews: Previews,
    readonly commands: CommandLog,
    private readonly settler: Settler,
  ) {
    this.#running = createRunning(hosts, options.journal.path);
    const asking = { ...this.#context(), now: () => options.clock.now() };
    this.#ports = createPortChecks(asking);
    this.#losses = createLossChecks(asking);
    this.history = createHistory(() => overlays.changes());
    if (options.onRepaired !== undefined)
      this.keeper = createKeeper({ stated, clock: options.clock, repair: (spec) => this.#repair(spec) });
  }

  toUndo(redo: boolean): readonly HistoryEntry[] {
    return candidates(this.overlays.changes(), redo).flatMap(({ armed }) => this.history.show(armed.id) ?? []);
  }

  async preview(intent: unknown, file?: FileChange): Promise<Preview> {
    const preview = this.previews.preview(intent, file);
    const kept = preview.plan && this.previews.kept(preview.plan.planId);
    if (kept === undefined) return preview;
    const plan = this.previews.amend(kept.planId, await this.#losses.judge(kept.plan, kept.base));
    const left = kept.file === undefined ? undefined : await fileLeft(kept.file);
    const told = left === undefined ? preview : { ...preview, problems: [...preview.problems, left] };
    return this.#ports.judge(previewWith(told, plan), plan);
  }

  suggest(pair: readonly [HostId, HostId], options: SuggestOptions): Result<LinkIntent> {
    return suggestPair(pair, options, this);
  }

  async apply(planId: string, onProgress: (progress: ApplyProgress) => void): Promise<Result<ApplyResult>> {
    const input = this.previews.take(planId);
    if (!input.ok) return input;
    const run = (signal: AbortSignal) => this.#run(input.value, onProgress, signal);
    return this.#running.run(planId, input.value.plan, run, onProgress);
  }

  cancel(planId: string): void {
    this.#running.cancel(planId);
  }

  decide(planId: string, decision: Decision): void {
    this.#decisions.answer(planId, decision);
  }

  async health(name: string): Promise<Result<LinkHealth>> {
    const found = findStated(name, this.stated);
    if (!found.ok) return found;
    return ok(await this.#checked(found.value.spec));
  }

  async matrix(name: string): Promise<Result<OverlayMatrix>> {
    const found = findStated(name, this.stated);
    if (!found.ok) return found;
    return ok(await this.measure(found.value.spec));
  }

  measure(spec: OverlaySpec): Promise<OverlayMatrix> {
    // Asked again every few seconds while somebody looks: hundreds of pings would bury the commands that change something.
    return measureMatrix(spec, { ...this.#context(), record: () => undefined, clock: this.options.clock });
  }

  rollBack(entryId: string, tell?: (progress: ApplyProgress) => void): Promise<Result<ApplyResult>> {
    const slow = createSlowNotes(() => undefined);
    return takeBackLocked(entryId, { ...this.#recovering(), tell, ...this.#context(slow.note), slow: slow.problems });
  }

  keep(entryId: string, tell?: (progress: ApplyProgress) => void): Promise<Result<readonly Problem[]>> {
    return keepLocked(entryId, { ...this.#recovering(), tell });
  }

  #recovering(): Recovering {
    const { journal, clock } = this.options;
    const { hosts, overlays, stated } = this;
    return { journal, clock, hosts, overlays, stated, running: this.#running };
  }

  /** Running plans are cancelled and taken back before the hosts are let go. */
  async close(): Promise<void> {
    await this.#running.endAll();
    this.settler.stop();
    this.keeper?.stop();
    await this.hosts.close();
  }

  async #run(
    input: ApplyInput | OverlayInput,
    onProgress: (progress: ApplyProgress) => void,
    signal: AbortSignal,
  ): Promise<ApplyResult> {
    const { clock } = this.options;
    const startedAt = clock.now();
    let health: LinkHealth | undefined;
    const prove = async (): Promise<readonly Problem[]> => {
      if (input.intent.kind !== 'link') return [];
      health = await this.#checked(specOfLink(input.intent));
      return health.problems;
    };
    const slow = createSlowNotes(onProgress);
    const asking = this.#decisions.ask(input.planId, slow.onProgress, signal, clock);
    const context: ApplyContext = {
      ...this.#context(slow.note),
      journal: this.options.journal,
      clock,
      newId: randomUUID,
      onProgress: asking.onProgress,
      signal,
      prove,
      ...(this.options.asksToKeep && { confirm: asking.confirm }),
    };
    // Whoever previewed it without asking the hosts finds what is lost in the journal at least.
    const whole = { ...input, plan: await this.#losses.judge(input.plan, input.base) };
    const applied = await applyUnmoved(whole, context, this.overlays);
    await this.overlays.reload();
    const why = await this.#ports.explain(applied.problems, whole.plan);
    const problems = [...applied.problems, ...why, ...slow.problems()];
    return { planId: input.planId, ...applied, problems, health, durationMs: clock.now() - startedAt };
  }

  /** What fails is told by the doctor, while it still stands. */
  async #checked(spec: OverlaySpec): Promise<LinkHealth> {
    return healthWithCause(await checkHealth(spec, this.#context()), spec, this);
  }

  async #repair(spec: OverlaySpec): Promise<readonly Problem[]> {
    const { plan, problems } = await this.preview({ kind: 'overlay-apply', spec, byItself: true });
    const result = plan === undefined ? undefined : await this.apply(plan.planId, () => undefined);
    this.options.onRepaired?.();
    if (result === undefined) return problems;
    return result.ok ? result.value.problems : [result.problem];
  }

  #context(slow: (slow: Slow) => void = () => undefined): Pick<ApplyContext, 'collector' | 'record'> {
    return { collector: patientHosts(this.hosts, slow), record: this.commands.record };
  }
}
