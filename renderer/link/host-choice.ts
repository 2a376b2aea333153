import { hostKind, type HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';

/** Whether a plan can be made for this host now. */
export function usable(host: Host): boolean {
  return host.writable && host.status !== 'lost';
}

/** One short reason for the chooser. */
export function unusableWhy(host: Host): string {
  if (host.status === 'lost') return 'gone';
  return host.why === undefined ? 'read-only' : 'read-only for now';
}

/** The two hosts to start with: lab hosts first, in the order of the list; nothing when there are not two. */
export function firstTwo(hosts: readonly Host[]): readonly [HostId, HostId] | undefined {
  const ready = hosts.filter(usable);
  const [a, b] = [
    ...ready.filter((host) => hostKind(host.id) === 'lab'),
    ...ready.filter((host) => hostKind(host.id) !== 'lab'),
  ];
  return a === undefined || b === undefined ? undefined : [a.id, b.id];
}
