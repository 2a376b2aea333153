import { type Dirty, monitorArgvs } from '../../app/noun/monitor.ts';
import type { Watch } from '../../app/contract/ports.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import { startMonitor, type RunningMonitor } from './monitor.ts';
import { hasNetns, watchNetnsFolder } from './netns-folder.ts';
import type { Place } from './place.ts';

export interface RunningWatch extends Watch {
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>;
}

/** Monitors in each namespace, and a look at which namespaces there are. Ends when stopped, or when the host is gone. */
export function startWatch(
  place: Place,
  namespaces: readonly string[],
  onDirty: (dirty: Dirty) => void,
  onEnd: (why: string) => void,
): RunningWatch {
  let stopped = false;
  const ring = (dirty: Dirty): void => void (stopped || onDirty(dirty));
  const monitors = startMonitors(place, namespaces, ring);
  const folder = watchNetnsFolder(place.netnsFolder, (gone) => {
    // A monitor inside a deleted namespace would keep it and its devices alive: veth ends, vxlan sockets.
    for (const { netns, monitor } of monitors) if (gone.includes(netns)) monitor.kill();
    ring({ netns: HOST_NETNS, tables: ['netns'] });
  });
  const stop = (): void => {
    stopped = true;
    folder.stop();
    for (const { monitor } of monitors) monitor.kill();
  };
  const endings = monitors.map(async ({ netns, monitor }) => {
    const complaint = await monitor.ended;
    const expected = netns !== HOST_NETNS && !hasNetns(place.netnsFolder, netns);
    if (stopped || expected) return;
    stop();
    onEnd(place.isAlive() ? complaint || 'its monitor ended' : 'the host is gone');
  });
  return { stop, ended: Promise.all(endings).then(() => undefined) };
}

interface NetnsMonitor {
  readonly netns: string;
  readonly monitor: RunningMonitor;
}

function startMonitors(
  place: Place,
  namespaces: readonly string[],
  ring: (dirty: Dirty) => void,
): readonly NetnsMonitor[] {
  const entered = namespaces.filter((netns) => netns === HOST_NETNS || place.entersNetns);
  return entered.flatMap((netns) =>
    monitorArgvs(netns).map((argv) => ({ netns, monitor: startMonitor(place, argv, netns, ring) })),
  );
}
