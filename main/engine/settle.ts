/** After a crash of ours: asks the hosts that were to take a change back by themselves how it ended, and writes that down. */
import type { Clock, DeadMan } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { sentence } from './executor.ts';
import { bringFile } from './file-change.ts';
import type { Hosts } from './hosts.ts';
import type { Journal } from './journal.ts';
import type { Overlays } from './overlays.ts';
import { createQueue } from './queue.ts';

interface SettleOptions {
  readonly hosts: () => Hosts;
  readonly overlays: () => Overlays;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Something ended: what is shown of the journal is out of date. */
  readonly onSettled: () => void;
}

export interface Settler {
  /** To be called with every change of the hosts' states: looks when a host has come online, or a change has become known. */
  look(list: readonly Host[]): void;
  stop(): void;
}

/** A host that waits to take it back is asked again a moment after it has. */
const AFTER_MS = 1500;

export function createSettler({ hosts, overlays, journal, clock, onSettled }: SettleOptions): Settler {
  const queue = createQueue();
  let online = new Set<HostId>();
  let timer: NodeJS.Timeout | undefined;
  const asked = new Set<string>();
  const settle = async (): Promise<void> => {
    const ids = overlays()
      .recoveries()
      .map(({ entryId }) => entryId);
    for (const id of ids) asked.add(id);
    for (const change of ids.flatMap((id) => overlays().findRecovery(id) ?? [])) {
      const waits = await settleOne(change, hosts(), journal, clock, onSettled);
      if (waits === undefined) continue;
      clearTimeout(timer);
      timer = setTimeout(() => void queue.run(settle), waits * 1000 + AFTER_MS).unref();
    }
  };
  /** The journal is read after the first hosts are online, and a process that was killed may still count as running then. */
  const isUnasked = (): boolean =>
    online.size > 0 &&
    overlays()
      .recoveries()
      .some(({ entryId }) => !asked.has(entryId));
  return {
    look: (list) => {
      const now = new Set(list.filter(({ status }) => status === 'online').map(({ id }) => id));
      const fresh = [...now].some((id) => !online.has(id) && hosts().find(id)?.transport.deadMan !== undefined);
      online = now;
      if (fresh || isUnasked()) void queue.run(settle);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Answers with the seconds to wait when a host has not decided yet. Only where every host of the change says the same is it known. */
async function settleOne(
  { armed: { id, plan, file } }: Change,
  hosts: Hosts,
  journal: Journal,
  clock: Clock,
  onSettled: () => void,
): Promise<number | undefined> {
  const changed = plan.hosts.filter(({ steps }) => steps.length > 0);
  const found = changed.map(({ host }) => hosts.find(host)).filter((one) => one?.host().status === 'online');
  const deadMen = found.flatMap((one) => one?.transport.deadMan ?? []);
  if (deadMen.length === 0 || deadMen.length < changed.length) return undefined;
  const answers = await Promise.all(deadMen.map((deadMan) => deadMan.state(id)));
  const states = answers.map((answer) => (answer.ok ? answer.value : undefined));
  const waits = states.flatMap((state) => (state?.state === 'armed' ? [Math.max(0, state.secondsLeft)] : []));
  if (waits.length > 0) return Math.max(...waits);
  // Under way, or not told: asked again, or nobody would until a host comes online anew.
  if (states.some((state) => state === undefined || state.state === 'reverting')) return 0;
  if (!states.every((state) => state?.state === 'reverted')) return undefined;
  const left = await bringFile(file, 'before', id);
  const problems = ['the hosts took it back by themselves', ...left.map(sentence)];
  await journal.append({ kind: 'end', id, at: clock.now(), end: 'rolled-back', problems }, { sync: true });
  await forgetAll(id, deadMen);
  onSettled();
  return undefined;
}

async function forgetAll(id: string, deadMen: readonly DeadMan[]): Promise<void> {
  await Promise.all(deadMen.map((deadMan) => deadMan.forget(id)));
}
