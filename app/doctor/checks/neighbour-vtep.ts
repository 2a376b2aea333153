/** A tunnel whose MAC is another than its peers were told. */
import { hostName } from '../../base/host.ts';
import type { Neighbour } from '../../noun/neighbour/row.ts';
import { isOwnMac } from '../tunnel-mac.ts';
import { at, finding, type Finding, type HostFix } from '../finding.ts';
import type { Vtep } from '../world.ts';
import { isFixed, leadAgain } from '../lead.ts';
import { tunnelAddresses } from './neighbour-gateway.ts';

/** What members were told by hand of each other's tunnels, by whose tunnel it is: one pass over a segment. */
export function toldOf(
  segment: readonly Vtep[],
): ReadonlyMap<Vtep, readonly { readonly by: Vtep; readonly row: Neighbour }[]> {
  const owners = tunnelAddresses(segment);
  const told = new Map<Vtep, { by: Vtep; row: Neighbour }[]>();
  for (const by of segment)
    for (const row of by.neighbours) {
      const of = isFixed(row) ? owners.get(row.dst) : undefined;
      if (of === undefined || of === by) continue;
      const list = told.get(of);
      if (list === undefined) told.set(of, [{ by, row }]);
      else list.push({ by, row });
    }
  return told;
}

type Told = ReturnType<typeof toldOf>;

/** Several peers agree on another MAC; where there is one peer only, the device's MAC is not the one we give it, and the peer's entry is. */
export function hasChanged(one: Vtep, all: Told): boolean {
  const told = all.get(one) ?? [];
  const olds = new Set(told.map(({ row }) => row.mac));
  if (told.length === 0 || olds.size > 1 || olds.has(one.link.mac)) return false;
  return told.length > 1 || isOwnMac(one, [...olds][0]);
}

export function macChanged(one: Vtep, all: Told, segment: readonly Vtep[]): Finding {
  const { host, link, netns } = one;
  const told = all.get(one) ?? [];
  const peers = told.map(({ by }) => by);
  const old = told.find(({ row }) => row.mac !== undefined)?.row.mac ?? '';
  // Setting a MAC empties nothing, but the neighbours of a device that changed may have gone with it.
  const again = leadAgain(one, old, segment).get(one) ?? [];
  const back: HostFix = {
    host,
    items: [{ noun: 'link', verb: 'set', netns, name: link.name, mac: old }, ...again],
    commands: [],
  };
  return finding({
    ...{ code: 'vtep-mac-changed', host, hosts: peers.map((peer) => peer.host), table: 'link' },
    entry: `${link.name} address ${link.mac}`,
    says: `${link.name} on ${hostName(host)} has the MAC address ${link.mac}; its peers (${peers.map((peer) => hostName(peer.host)).join(', ')}) send to ${old}.`,
    command: at(netns, `ip link show dev ${link.name}`),
    line: `link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`,
    fix: { title: `Give ${link.name} its MAC address ${old} back`, hosts: [back] },
  });
}
