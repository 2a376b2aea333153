/** Overlays that are on the hosts of this session and that nobody stated. */
import type { FoundOverlay } from '../../app/overlay/found.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { recogniseOverlays } from '../../app/overlay/adopt.ts';
import type { Hosts } from './hosts.ts';
import type { Stated } from './stated.ts';

export function foundOverlays({
  hosts,
  stated,
}: {
  readonly hosts: Hosts;
  readonly stated: Stated;
}): readonly FoundOverlay[] {
  const tables = hosts.list().flatMap(({ id, status }): [HostId, Tables][] => {
    const now = hosts.find(id)?.snapshot()?.tables;
    return status === 'online' && now !== undefined ? [[id, now]] : [];
  });
  return recogniseOverlays(
    new Map(tables),
    stated.entries().flatMap(({ spec }) => spec ?? []),
  );
}
