/** Looks at hosts for a window: with progress, one by one cancellable, the last few kept for a report. */
import type { DoctorAsked, DoctorProgress, DoctorView, HostLook } from '../../../app/contract/doctor-view.ts';
import type { Clock } from '../../../app/contract/ports.ts';
import type { HostId } from '../../../app/base/host.ts';
import { keepLast } from '../keep-last.ts';
import type { Session } from '../session.ts';
import { declaredOn } from './declared.ts';
import { runDoctor, type Looked } from './doctor.ts';
import { endingWith } from './ending-with.ts';
import { findingView } from './view.ts';

/** Looks that a report can still be made of: the one shown, and those gone back to. */
const KEPT = 8;

export interface Looks {
  /** Null when it was cancelled. */
  run(asked: DoctorAsked, onProgress: (progress: DoctorProgress) => void): Promise<DoctorView | null>;
  cancel(id: string): void;
  find(id: string): DoctorView | undefined;
}

export function createLooks(session: Pick<Session, 'hosts' | 'stated'>, clock: Clock): Looks {
  const running = new Map<string, AbortController>();
  const kept = keepLast<DoctorView>(KEPT);
  return {
    async run(asked, onProgress) {
      const stop = new AbortController();
      running.set(asked.id, stop);
      const cancelled = new Promise<null>((resolve) => stop.signal.addEventListener('abort', () => resolve(null)));
      const looked = look(session, asked, clock, stop.signal, onProgress);
      const view = await Promise.race([looked, cancelled]).finally(() => running.delete(asked.id));
      if (view === null || stop.signal.aborted) return null;
      if (asked.quiet !== true) kept.put(view.id, view);
      return view;
    },
    cancel: (id) => running.get(id)?.abort(),
    find: (id) => kept.find(id),
  };
}

async function look(
  { hosts, stated }: Pick<Session, 'hosts' | 'stated'>,
  { id, hosts: asked, probes, quiet = false }: DoctorAsked,
  clock: Clock,
  signal: AbortSignal,
  onProgress: (progress: DoctorProgress) => void,
): Promise<DoctorView> {
  const at = clock.now();
  const ids = [...new Set(asked)];
  const states = new Map<HostId, HostLook>(ids.map((host) => [host, 'tables']));
  const tell = (phase: DoctorProgress['phase']): void => {
    if (!signal.aborted)
      onProgress({ id, phase, hosts: ids.map((host) => ({ host, state: states.get(host) ?? 'tables' })) });
  };
  tell('reading');
  await Promise.all(
    ids.map(async (host) => {
      // A quiet look takes what the live tables say; one that somebody waits for reads everything first.
      if (!quiet) await hosts.find(host)?.refresh();
      states.set(host, 'facts');
      tell('reading');
    }),
  );
  const found = await runDoctor(endingWith(online(hosts), signal), ids, {
    probes,
    declared: declaredOn(stated),
    onProgress: (step) => {
      if (typeof step === 'string') return tell(step);
      states.set(step.host, step.read ? 'read' : 'away');
      tell('reading');
    },
  });
  const { healthy, notLookedAt, checked } = found;
  const findings = found.findings.map((one) => findingView(one, hosts));
  return { id, hosts: ids, probes, at, durationMs: clock.now() - at, healthy, findings, notLookedAt, checked };
}

/** What an absent host had is no answer to what it has: only those that are connected are looked at. */
function online(hosts: Session['hosts']): Looked {
  return {
    find(id) {
      const collector = hosts.find(id);
      if (collector === undefined) return undefined;
      const isOnline = collector.host().status === 'online';
      return {
        transport: collector.transport,
        snapshot: () => (isOnline ? collector.snapshot() : undefined),
      };
    },
  };
}
