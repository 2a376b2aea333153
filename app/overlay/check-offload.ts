/** What the kernels of the members, and ethtool on them, mean for checksums behind NAT. Nothing of it stands in the way. */
import { hostName, type HostId } from '../base/host.ts';
import type { Snapshot } from '../noun/snapshot.ts';
import { isKernelBefore } from '../noun/system/row.ts';
import type { Problem } from '../problem/problem.ts';
import type { OverlaySpec } from './overlay.ts';

/** Linux ea64d8d6c675, in 5.7, keeps the checksum of a packet whose address NAT changes inside a tunnel. */
export function checkOffload(spec: OverlaySpec, snapshots: ReadonlyMap<HostId, Snapshot>): readonly Problem[] {
  const members = spec.members.flatMap(({ host }) => {
    const system = snapshots.get(host)?.tables.system[0];
    return system === undefined ? [] : [{ host, ...system }];
  });
  if (spec.txChecksumOff)
    return members
      .filter(({ ethtool }) => !ethtool)
      .map(({ host }) => ({
        code: 'ethtool-missing',
        severity: 'warning',
        where: { host, field: 'txChecksumOff' },
        facts: { host: hostName(host), name: spec.name },
        retry: true,
      }));
  const old = members.find(({ kernel }) => isKernelBefore(kernel, 5, 7));
  if (old === undefined) return [];
  const facts = { host: hostName(old.host), kernel: old.kernel };
  return [
    {
      code: 'checksum-kernel',
      severity: 'info',
      where: { host: old.host, field: 'txChecksumOff' },
      facts,
      retry: false,
    },
  ];
}
