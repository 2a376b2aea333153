/** Machines of the overlay's subnet whose cable ends in no bridge or in another one. */
import { hostName } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import { at, finding, type Finding } from '../finding.ts';
import { contains } from '../../base/ip.ts';
import { isRoutedSegment, subnetsBehind } from '../near.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';
import { putInto } from './bridge-port-membership.ts';

/** A machine of the overlay's subnet on the same host, whose cable ends in no bridge or in another one. */
export function unplugged(one: Vtep, world: World): readonly Finding[] {
  const { host, netns, facts } = one;
  const segment = world.segmentOf(one);
  const homes =
    one.bridge === undefined ? routedHomes(one, segment, world) : bridgedHomes(one, one.bridge, segment, world);
  if (homes.length === 0) return [];
  return world.cablesOf(host).flatMap((end): Finding[] => {
    if (end.port.netns !== netns || homes.some(({ bridge }) => bridge.key === end.bridge?.key)) return [];
    const home = homes.find(({ prefix }) =>
      end.addresses.some(({ local, scope }) => scope === 'global' && contains(prefix, local)),
    );
    if (home === undefined) return [];
    // Another bridge with a subnet of its own there is another network, that happens to have the same addresses.
    const elsewhere = end.bridge;
    if (
      elsewhere !== undefined &&
      (hasTunnel(elsewhere, one, world) ||
        facts.tables.address.some((row) => row.netns === netns && row.dev === elsewhere.name && row.scope === 'global'))
    )
      return [];
    const { port, link } = end;
    const { bridge } = home;
    return [
      finding({
        ...{ code: elsewhere === undefined ? 'port-not-enslaved' : 'port-wrong-bridge', host, table: 'link' },
        entry: `${port.name} master${elsewhere === undefined ? '' : ` ${elsewhere.name}`}`,
        says: `${port.name} on ${hostName(host)}, the cable to ${link.name} in namespace ${end.netns}, is ${elsewhere === undefined ? 'in no bridge' : `a port of ${elsewhere.name}`}; the overlay of its subnet is in ${bridge.name}.`,
        command: at(netns, `ip -d link show dev ${port.name}`),
        line: `${port.ifindex}: ${port.name}: mtu ${port.mtu}${elsewhere === undefined ? '' : ` master ${elsewhere.name}`} state ${port.operstate}`,
        fix: putInto(port, bridge, host),
      }),
    ];
  });
}

interface Home {
  readonly bridge: Link;
  readonly prefix: string;
}

function bridgedHomes(one: Vtep, bridge: Link, segment: readonly Vtep[], world: World): readonly Home[] {
  const prefixes = subnetsOf(segment, world);
  return [...prefixes].flatMap(([prefix, hosts]) =>
    hosts.size > 1 || !hosts.has(one.host) ? [{ bridge, prefix }] : [],
  );
}

const subnets = new WeakMap<readonly Vtep[], ReadonlyMap<string, ReadonlySet<string>>>();

/** The subnets of a segment's machines, with the hosts that have some there: made once a segment. */
function subnetsOf(segment: readonly Vtep[], world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const known = subnets.get(segment);
  if (known !== undefined) return known;
  const made = new Map<string, Set<string>>();
  for (const peer of segment)
    for (const { addresses } of world.endpointsOf(peer))
      for (const row of addresses) {
        if (row.scope !== 'global') continue;
        const prefix = networkOfAddress(row);
        made.set(prefix, (made.get(prefix) ?? new Set<string>()).add(peer.host));
      }
  subnets.set(segment, made);
  return made;
}

function routedHomes(one: Vtep, segment: readonly Vtep[], world: World): readonly Home[] {
  if (!isRoutedSegment(segment)) return [];
  const { facts, netns } = one;
  return subnetsBehind(one, segment, world).flatMap(({ prefix, dev }): Home[] => {
    const bridge = facts.tables.link.find(
      (link) => link.netns === netns && link.name === dev && link.kind === 'bridge',
    );
    return bridge === undefined ? [] : [{ bridge, prefix }];
  });
}

function hasTunnel(bridge: Link, { host }: Vtep, world: World): boolean {
  return world.vteps.some((one) => one.host === host && one.bridge?.key === bridge.key);
}
