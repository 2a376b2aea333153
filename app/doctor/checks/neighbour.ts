/** Which MAC address answers for a peer or a machine: tunnels without learning, suppressed ARP, static ARP, changed MACs. */
import type { Check } from '../check.ts';
import { toldOf, hasChanged, macChanged } from './neighbour-vtep.ts';
import { gatewaysOf } from './neighbour-gateway.ts';
import { machines, suppressed, staticArp } from './neighbour-machine.ts';

export const neighbour: Check = {
  name: 'neighbour',
  codes: ['vtep-mac-changed', 'neighbour-missing', 'neighbour-mac-stale', 'fdb-entry-missing', 'neigh-suppress-stale'],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1)
      .flatMap((segment) => {
        const told = toldOf(segment);
        const changed = segment.filter((one) => hasChanged(one, told));
        const by = machines(segment, world);
        return [
          ...changed.map((one) => macChanged(one, told, segment)),
          ...segment.flatMap((one) => [...gatewaysOf(one, segment, changed), ...suppressed(one, by)]),
          ...segment.flatMap((one) => staticArp(one, by, world)),
        ];
      }),
};
