/** A stand-in for main that plans with the real domain and pretends to run: what the link and overlay pages are looked at with. */
import * as v from 'valibot';
import type { AppState, Bridge, CallName, EventName } from '../../../app/contract/ipc.ts';
import type {
  ApplyEnd,
  ApplyProgress,
  ApplyResult,
  Preview,
  RecoveryView,
  StepState,
} from '../../../app/contract/plan-view.ts';
import type { Layer } from '../../../app/overlay/link-health.ts';
import type { LinkHealth } from '../../../app/contract/plan-view.ts';
import type { PlanView } from '../../../app/change/plan-view.ts';
import { LAYERS } from '../../../app/overlay/link-health.ts';
import { shellText } from '../../../app/base/shell.ts';
import { stepArgv } from '../../../app/noun/step-argv.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Host } from '../../../app/contract/host.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { checkLink } from '../../../app/overlay/check.ts';
import { LinkIntent } from '../../../app/overlay/link-intent.ts';
import { planLink } from '../../../app/overlay/link-plan.ts';
import type { Reach } from '../../../app/problem/reach.ts';
import type { UnderlayCheck, UnderlayWay } from '../../../app/overlay/underlay-check.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { linkOfSpec, specOfLink } from '../../../app/overlay/link-spec.ts';
import { planDestroy } from '../../../app/overlay/overlay-plan.ts';
import type { DeclaredOverlay } from '../../../app/contract/overlay-view.ts';
import { rollbackOf, simulatePlan, type Plan } from '../../../app/plan/plan.ts';
import type { Problem, Result } from '../../../app/problem/problem.ts';
import { FAKE_HOSTS, FAKE_SNAPSHOTS } from './fake-hosts.ts';

export interface Scenario {
  readonly end?: ApplyEnd;
  /** The layer at which the link is broken after committing. */
  readonly layer?: Layer;
  /** Stop for ever after this many steps. */
  readonly freezeAt?: number;
  readonly stepMs?: number;
  readonly hosts?: readonly Host[];
  /** What asking about the underlay finds instead of two hosts that reach each other with 1500 bytes. */
  readonly underlay?: 'narrow' | 'cut' | 'taken' | 'no-ping';
  /** An overlay `alpha-beta` exists already. */
  readonly made?: boolean;
  readonly recoveries?: readonly RecoveryView[];
  readonly theme?: 'light' | 'dark';
}

interface Known {
  readonly intent?: LinkIntent;
  readonly unlink?: string;
  readonly plan: Plan;
}

export function fakeBridge(scenario: Scenario): Bridge {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const plans = new Map<string, Known>();
  let overlays: readonly DeclaredOverlay[] = [];
  const emit = (name: EventName, payload: unknown): void =>
    listeners.get(name)?.forEach((listener) => listener(payload as never));
  const hosts = scenario.hosts ?? FAKE_HOSTS;
  if (scenario.made) overlays = [viewOf(suggest(['lab:alpha', 'lab:beta'], {}))];

  const intentOf = (name: string): LinkIntent | undefined => {
    const spec = overlays.find((one) => one.spec.name === name)?.spec;
    return spec && linkOfSpec(spec);
  };

  const answers: Partial<Record<CallName, (argument: never) => unknown>> = {
    'app.state': (): AppState => ({
      version: '0.1.0',
      electron: 'none',
      hosts,
      admin: { state: 'off', installed: 'no', direct: false },
      overlays,
      settled: [],
      recoveries: scenario.recoveries ?? [],
      settings: {
        theme: scenario.theme ?? 'light',
        zoom: 1,
        railWidth: 240,
        inspectorWidth: 360,
        inspectorOpen: false,
        drawerHeight: 220,
        drawerOpen: false,
        keepLab: false,
        tables: {},
      },
      problems: [],
      lab: { running: true, outlives: false, owned: true },
    }),
    'link.suggest': (argument: { hosts: [HostId, HostId] } & Parameters<typeof suggestLink>[1]) =>
      suggest(argument.hosts, { ...argument, check: underlay(argument, scenario) }),
    'link.check': (argument: Parameters<typeof underlay>[0]) => underlay(argument, scenario),
    'plan.preview': ({ intent }: { intent: unknown }) => preview(intent),
    'plan.apply': ({ planId }: { planId: string }) => apply(planId),
    'overlay.health': ({ name }: { name: string }) => health(intentOf(name)),
    'commands.recent': () => [],
    'recovery.rollBack': (): ApplyResult => ({ planId: '', end: 'rolled-back', problems: [], durationMs: 420 }),
  };

  function preview(intent: unknown): Preview {
    const unlink = v.safeParse(v.object({ kind: v.literal('unlink'), name: v.string() }), intent);
    if (unlink.success) return unlinkPreview(unlink.output.name);
    const parsed = v.safeParse(LinkIntent, intent);
    if (!parsed.success) return { problems: [] };
    const [a, b] = parsed.output.sides.map((side) => FAKE_SNAPSHOTS.get(side.host)) as [Snapshot, Snapshot];
    const problems = checkLink(parsed.output, [a, b]);
    if (problems.length > 0) return { problems };
    return remember({ intent: parsed.output, plan: planLink(parsed.output, [a, b]) });
  }

  function unlinkPreview(name: string): Preview {
    const intent = intentOf(name);
    if (!intent) return { problems: [problem('overlay-unknown', { name, known: 'none' })] };
    const [a, b] = intent.sides.map((side) => FAKE_SNAPSHOTS.get(side.host)) as [Snapshot, Snapshot];
    const made = planLink(intent, [a, b]);
    const tables = new Map(made.hosts.map((plan, index) => [plan.host, simulatePlan([a, b][index]!.tables, plan)]));
    return remember({ unlink: name, plan: planDestroy({ spec: specOfLink(intent), tables }) });
  }

  function remember(known: Known): Preview {
    const planId = `plan-${plans.size + 1}`;
    plans.set(planId, known);
    return { problems: [], plan: planView(planId, known.plan) };
  }

  async function apply(planId: string): Promise<ApplyResult> {
    const known = plans.get(planId)!;
    const lists = known.plan.hosts.map(({ host, steps }) => ({ host, steps: steps.map((): StepState => 'waiting') }));
    const total = lists.reduce((sum, { steps }) => sum + steps.length, 0);
    const end = scenario.end ?? 'committed';
    let done = 0;
    const tell = (phase: ApplyProgress['phase']): void =>
      emit('apply.progress', {
        planId,
        phase,
        done,
        total,
        hosts: lists.map(({ host, steps }) => ({ host, steps: [...steps] })),
      });
    tell('checking');
    await pause(scenario.stepMs ?? 30);
    run: for (const list of lists) {
      for (let index = 0; index < list.steps.length; index += 1) {
        list.steps[index] = 'running';
        tell('applying');
        if (scenario.freezeAt === done) await new Promise(() => undefined);
        await pause(scenario.stepMs ?? 30);
        if (end !== 'committed' && list === lists[1] && index === 3) {
          list.steps[index] = 'failed';
          break run;
        }
        list.steps[index] = 'done';
        done += 1;
        tell('applying');
      }
    }
    if (end !== 'committed') {
      for (const list of lists)
        list.steps.forEach((state, index) => state === 'done' && (list.steps[index] = 'undone'));
      tell('rolling-back');
    } else tell('verifying');
    await pause(scenario.stepMs ?? 30);
    tell('ended');
    return finish(planId, known, end, done);
  }

  function finish(planId: string, known: Known, end: ApplyEnd, done: number): ApplyResult {
    const base = { planId, end, durationMs: 1_240 };
    if (end !== 'committed') return { ...base, problems: failure(end, done) };
    if (known.unlink !== undefined) overlays = overlays.filter((one) => one.spec.name !== known.unlink);
    if (known.intent) overlays = [...overlays, viewOf(known.intent)];
    emit('overlays.changed', overlays);
    return known.intent ? { ...base, problems: [], health: health(known.intent) } : { ...base, problems: [] };
  }

  function health(intent: LinkIntent | undefined): LinkHealth {
    const failing = scenario.layer;
    const [a, b] = [intent?.sides[0], intent?.sides[1]];
    if (!a || !b)
      return {
        healthy: false,
        pinged: false,
        pings: [],
        problems: [problem('overlay-unknown', { name: 'it', known: 'none' })],
      };
    const dead = failing !== undefined && failing !== 'mtu';
    const ping = (from: typeof a, to: typeof b, rttMs: number): LinkHealth['pings'][number] => ({
      from: from.host,
      to: to.host,
      target: to.endpoint?.address.split('/')[0] ?? '',
      ...(dead ? {} : { rttMs, largestPacket: failing === 'mtu' ? 1400 : 1450 }),
    });
    const facts = {
      host: 'alpha',
      dev: a.vxlan,
      address: b.underlayAddress,
      from: 'alpha',
      to: 'beta',
      a: 'alpha',
      b: 'beta',
      portA: 4789,
      portB: 8472,
      vniA: 42,
      vniB: 43,
      netns: 'red',
      size: 1400,
      mtu: 1400,
    };
    return {
      healthy: failing === undefined,
      pinged: true,
      pings: [ping(a, b, 0.081), ping(b, a, 0.064)],
      ...(failing && LAYERS.includes(failing) ? { failingLayer: failing } : {}),
      problems: failing ? [{ ...problem(`layer-${failing}`, facts), where: { host: a.host } }] : [],
    };
  }

  const bridge = {
    async call(name: CallName, argument: unknown): Promise<Result<unknown>> {
      await pause(5);
      const answer = answers[name];
      return { ok: true, value: answer ? await answer(structuredClone(argument) as never) : null };
    },
    on(name: EventName, listener: (payload: never) => void): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
  };
  return bridge as unknown as Bridge;
}

function suggest(ids: readonly [HostId, HostId], options: Parameters<typeof suggestLink>[1]): LinkIntent {
  const [a, b] = ids.map((id) => FAKE_SNAPSHOTS.get(id)) as [Snapshot, Snapshot];
  return suggestLink([a, b], options);
}

function underlay(
  { hosts, addresses }: { hosts: readonly [HostId, HostId]; addresses?: readonly [string | null, string | null] },
  { underlay: found }: Scenario,
): UnderlayCheck {
  const { sides } = suggest(hosts, { addresses });
  const reach: Reach =
    found === 'cut'
      ? { state: 'unreachable', why: 'nothing there answers for it' }
      : found === 'no-ping'
        ? { state: 'unknown', why: 'ping is not installed there' }
        : { state: 'answered', rttMs: 0.08 };
  const largest = found === 'narrow' ? 1400 : 1500;
  const way: UnderlayWay = { reach, way: { dev: 'eth0' }, ...(reach.state === 'answered' && { largest }) };
  const taken = { sockets: [{ address: '0.0.0.0', port: 4789, program: 'systemd-networkd' }] };
  return {
    hosts,
    pairs: [{ addresses: [sides[0].underlayAddress, sides[1].underlayAddress], ways: [way, way] }],
    foreign: [{ sockets: [] }, found === 'taken' ? taken : { sockets: [] }],
  };
}

function viewOf(intent: LinkIntent): DeclaredOverlay {
  const members = intent.sides.map(({ host }) => ({ host, state: 'true', drift: [] }) as const);
  return { spec: specOfLink(intent), declaredAt: Date.now() - 93_000, keepTrue: false, members };
}

function planView(planId: string, plan: Plan): PlanView {
  const hosts = plan.hosts.map((one) => ({
    host: one.host,
    forward: one.steps.map(({ step, why }) => ({ text: shellText(stepArgv(step)), why })),
    rollback: rollbackOf(one).map((step) => ({ text: shellText(stepArgv(step)), why: 'Takes it back.' })),
  }));
  return { planId, title: plan.title, hosts };
}

function failure(end: ApplyEnd, done: number): readonly Problem[] {
  const failed: Problem = {
    ...problem('step-failed', { step: 4, host: 'beta', message: 'RTNETLINK answers: File exists' }),
    where: { host: 'lab:beta', step: 3 },
    cause: {
      argv: ['ip', 'link', 'set', 'dev', 'vxlan42', 'up'],
      exitCode: 2,
      stderr: 'RTNETLINK answers: File exists\n',
    },
  };
  return end === 'rolled-back'
    ? [failed]
    : [{ ...problem('diverged', { host: 'beta', what: 'link br42', done }), where: { host: 'lab:beta' } }, failed];
}

function problem(code: Problem['code'], facts: Problem['facts']): Problem {
  return { code, severity: 'error', where: {}, facts, retry: false };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
