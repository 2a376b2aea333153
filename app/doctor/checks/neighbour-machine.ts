/** What machines, and bridges in their place, believe of each other's MAC addresses. */
import { hostName } from '../../base/host.ts';
import { at, edit, finding, inside, type Finding } from '../finding.ts';
import { endpointsNear } from '../near.ts';
import type { Endpoint, Vtep, World } from '../world.ts';
import { isFixed } from '../lead.ts';
import { neighbourLine } from './neighbour-gateway.ts';

type Machines = ReadonlyMap<string, readonly Endpoint[]>;

export function machines(segment: readonly Vtep[], world: World): Machines {
  const by = new Map<string, Endpoint[]>();
  for (const vtep of segment)
    for (const one of endpointsNear(vtep, world))
      for (const { local } of one.addresses) by.set(local, [...(by.get(local) ?? []), one]);
  return by;
}

/** A bridge that answers ARP for others answers with the entry it has. Without an entry it floods, and is fine. */
export function suppressed(one: Vtep, by: Machines): readonly Finding[] {
  const { bridge, facts, host, netns } = one;
  if (bridge === undefined || one.link.port?.neighSuppress !== true) return [];
  return facts.tables.neighbour
    .filter(
      (row) =>
        row.netns === netns && row.dev === bridge.name && row.mac !== undefined && !/FAILED|INCOMPLETE/.test(row.state),
    )
    .flatMap((row): Finding[] => {
      const owners = by.get(row.dst) ?? [];
      const mac = owners[0]?.link.mac;
      if (owners.length !== 1 || mac === row.mac) return [];
      return [
        finding({
          ...{ code: 'neigh-suppress-stale', host, hosts: owners.map((owner) => owner.host), table: 'neighbour' },
          entry: `${row.dst} dev ${bridge.name} lladdr ${row.mac}`,
          says: `${bridge.name} on ${hostName(host)} answers ARP for ${row.dst} itself, with ${row.mac}; that machine has ${mac}.`,
          command: at(netns, `ip neigh show dev ${bridge.name}`),
          line: neighbourLine(row),
          fix: edit(`Forget ${row.dst} on ${bridge.name}`, host, {
            noun: 'neighbour',
            verb: 'del',
            netns,
            dev: bridge.name,
            dst: row.dst,
          }),
        }),
      ];
    });
}

/** A machine that was told a MAC address by hand. */
export function staticArp(one: Vtep, by: Machines, world: World): readonly Finding[] {
  return endpointsNear(one, world).flatMap(({ netns, host, link, facts, bridge }) =>
    facts.tables.neighbour
      .filter(
        (row) =>
          row.netns === netns &&
          row.dev === link.name &&
          isFixed(row) &&
          row.mac !== undefined &&
          !row.dst.startsWith('ff'),
      )
      .flatMap((row): Finding[] => {
        const owners = by.get(row.dst) ?? [];
        const gateway = facts.tables.address.some((own) => own.netns === bridge.netns && own.local === row.dst);
        const mac = gateway ? bridge.mac : owners[0]?.link.mac;
        if (mac === undefined || mac === row.mac || owners.length > 1) return [];
        return [
          finding({
            ...{ code: 'neighbour-mac-stale', host, hosts: owners.map((owner) => owner.host), table: 'neighbour' },
            entry: `${inside(netns)}${row.dst} lladdr ${row.mac}`,
            says: `Namespace ${netns} of ${hostName(host)} has been told that ${row.dst} is ${row.mac}; it is ${mac}.`,
            command: at(netns, `ip neigh show dev ${link.name}`),
            line: neighbourLine(row),
            fix: edit(`Forget what ${netns} was told of ${row.dst}`, host, {
              noun: 'neighbour',
              verb: 'del',
              netns,
              dev: link.name,
              dst: row.dst,
            }),
          }),
        ];
      }),
  );
}
