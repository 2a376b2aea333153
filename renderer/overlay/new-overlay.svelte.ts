import type { CompletedOverlay } from '../../app/contract/ipc.ts';
import type { PlanView } from '../../app/change/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { OverlayMode, OverlaySpec } from '../../app/overlay/overlay.ts';
import type { Problem, Result } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { ApplyRun } from '../link/apply-run.svelte.ts';
import { fileOfForm, textOf, type FormText } from './overlay-form.ts';

/** Longer and the plan lags behind the typing; shorter and every keystroke reads all hosts. */
const PAUSE_MS = 200;

export type Source = 'form' | 'yaml';

/** A new overlay: hosts and a mode are chosen, the rest is completed from the hosts and may be typed over; or it is a file. */
export class NewOverlay {
  source = $state<Source>('form');
  mode = $state<OverlayMode>('flannel');
  hosts = $state.raw<readonly HostId[]>([]);
  endpoints = $state(true);
  txChecksumOff = $state(false);
  /** Only what was typed; the rest is as completed. */
  typed = $state.raw<Partial<FormText>>({});
  yaml = $state('');
  spec = $state.raw<OverlaySpec>();
  plan = $state.raw<PlanView>();
  problems = $state.raw<readonly Problem[]>([]);
  loading = $state(false);
  run = $state.raw<ApplyRun>();
  readonly defaultName: string = '';
  text = $derived<FormText>({ ...textOf(this.spec, this.defaultName), ...this.typed });
  #chosen = $state(false);
  /** True when there is something of the user's to lose. */
  touched = $derived(this.#chosen || this.yaml !== '' || Object.keys(this.typed).length > 0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(defaultName: string) {
    this.defaultName = defaultName;
  }

  /** Hosts that are there by now are chosen, until somebody chooses; a host that is listed no more is chosen no more. */
  offer(ready: readonly HostId[], listed: readonly HostId[]): void {
    const hosts = this.#chosen ? this.hosts.filter((id) => listed.includes(id)) : ready;
    if (hosts.join() === this.hosts.join()) return;
    this.hosts = hosts;
    void this.refresh();
  }

  type(field: keyof FormText, value: string): void {
    this.typed = { ...this.typed, [field]: value };
    this.#later();
  }

  choose(host: HostId, on: boolean): void {
    this.#chosen = true;
    this.hosts = on ? [...this.hosts, host] : this.hosts.filter((one) => one !== host);
    this.#later();
  }

  setMode(mode: OverlayMode): void {
    this.mode = mode;
    this.#later();
  }

  setEndpoints(on: boolean): void {
    this.endpoints = on;
    this.#later();
  }

  setTxChecksumOff(on: boolean): void {
    this.txChecksumOff = on;
    this.#later();
  }

  setYaml(text: string): void {
    this.yaml = text;
    this.#later();
  }

  setSource(source: Source): void {
    this.source = source;
    void this.refresh();
  }

  blocked(): string | undefined {
    if (this.source === 'form' && this.hosts.length === 0) return 'Choose at least one host';
    if (this.source === 'yaml' && this.yaml.trim() === '') return 'Paste an overlay.yaml first';
    if (this.problems.some(({ severity }) => severity === 'error')) return 'Something has to be corrected first';
    return this.plan === undefined ? 'The plan is being made' : undefined;
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.run !== undefined) return;
    const turn = ++this.#turn;
    const nothing = this.source === 'form' ? this.hosts.length === 0 : this.yaml.trim() === '';
    this.loading = !nothing;
    const completed = nothing ? { problems: [] } : opened(await this.#complete());
    if (turn !== this.#turn) return;
    const { spec } = completed;
    const preview =
      spec === undefined ? undefined : await call('plan.preview', { intent: { kind: 'overlay-apply', spec } });
    if (turn !== this.#turn) return;
    // The form keeps what its fields show; of a file that cannot be read there is nothing to show.
    if (spec !== undefined || this.source === 'yaml') this.spec = spec;
    this.plan = preview?.ok === true ? preview.value.plan : undefined;
    const more = preview === undefined ? [] : preview.ok ? preview.value.problems : [preview.problem];
    this.problems = [...completed.problems, ...more];
    this.loading = false;
  }

  async build(): Promise<void> {
    await this.refresh();
    if (this.plan === undefined || this.blocked() !== undefined || this.run !== undefined) return;
    const run = new ApplyRun(this.plan);
    this.run = run;
    await run.start();
    if (run.refused === undefined) return;
    await this.again();
    this.problems = [run.refused, ...this.problems];
  }

  /** The page is seen again: hosts and tables may have changed meanwhile. What runs, or how it ended, stays in sight. */
  revisit(): void {
    if (this.run === undefined) void this.refresh();
  }

  /** The same form again, with a new plan, because the old one is used up. */
  async again(): Promise<void> {
    this.run = undefined;
    await this.refresh();
  }

  #complete(): Promise<Result<CompletedOverlay>> {
    if (this.source === 'yaml') return call('overlay.read', { text: this.yaml });
    const { mode, hosts, endpoints, txChecksumOff, typed, defaultName } = this;
    const file = fileOfForm({ mode, hosts, endpoints, txChecksumOff, typed, defaultName });
    return call('overlay.complete', { file });
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), PAUSE_MS);
  }
}

function opened(answer: Result<CompletedOverlay>): CompletedOverlay {
  return answer.ok ? answer.value : { problems: [answer.problem] };
}
