/** Which MAC address answers for a peer or a machine: tunnels without learning, suppressed ARP, static ARP, changed MACs. */
import { hostName } from '../../base/host.ts';
import type { Neighbour } from '../../noun/neighbour/row.ts';
import { isOwnMac } from '../tunnel-mac.ts';
import type { Check } from '../check.ts';
import { at, edit, finding, inside, type Finding, type HostFix } from '../finding.ts';
import { endpointsNear, isRouted } from '../near.ts';
import { isFlood, type Endpoint, type Vtep, type World } from '../world.ts';
import { isFixed, leadAgain, leadItems } from '../lead.ts';
import { targetOf } from './fdb.ts';

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

export function neighbourLine({ dst, dev, mac, state, flags }: Neighbour): string {
  return [dst, 'dev', dev, ...(mac === undefined ? [] : ['lladdr', mac]), ...flags, state].join(' ');
}

/** What members were told by hand of each other's tunnels, by whose tunnel it is: one pass over a segment. */
function toldOf(
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
function hasChanged(one: Vtep, all: Told): boolean {
  const told = all.get(one) ?? [];
  const olds = new Set(told.map(({ row }) => row.mac));
  if (told.length === 0 || olds.size > 1 || olds.has(one.link.mac)) return false;
  return told.length > 1 || isOwnMac(one, [...olds][0]);
}

function macChanged(one: Vtep, all: Told, segment: readonly Vtep[]): Finding {
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

/** For each gateway that its routes go to, and each address it was told the MAC of: the neighbour, and the entry that leads to it. */
function gatewaysOf(one: Vtep, segment: readonly Vtep[], changed: readonly Vtep[]): readonly Finding[] {
  const gateways = new Set(one.routes.filter(isRouted).flatMap(({ gateway }) => gateway ?? []));
  const told = one.neighbours.filter((row) => isFixed(row) && !gateways.has(row.dst)).map(({ dst }) => dst);
  if (gateways.size === 0 && told.length === 0) return [];
  const owners = tunnelAddresses(segment);
  const rows = new Map(one.neighbours.map((row) => [row.dst, row] as const));
  const flooded = one.fdb.some(isFlood);
  const led = new Set(one.fdb.filter(({ dst, nhid }) => dst !== undefined || nhid !== undefined).map(({ mac }) => mac));
  return [...gateways, ...told].flatMap((gateway): readonly Finding[] => {
    const peer = owners.get(gateway);
    if (peer === undefined || peer === one || changed.includes(peer)) return [];
    const row = rows.get(gateway);
    if (row?.mac === undefined || /FAILED|INCOMPLETE/.test(row.state))
      return flooded ? [] : [missing(one, peer, gateway, row, segment)];
    if (row.mac !== peer.link.mac) return isFixed(row) ? [stale(one, row, peer.link.mac, peer, segment)] : [];
    if (!gateways.has(gateway)) return [];
    return led.has(row.mac) || flooded || one.vxlan.external === true ? [] : [unled(one, peer, row.mac, segment)]; // prettier-ignore
  });
}

const tunnelsByAddress = new WeakMap<readonly Vtep[], ReadonlyMap<string, Vtep>>();

/** Whose tunnel has an address; made once a segment. */
function tunnelAddresses(segment: readonly Vtep[]): ReadonlyMap<string, Vtep> {
  const known = tunnelsByAddress.get(segment);
  if (known !== undefined) return known;
  const made = new Map(segment.flatMap((one) => one.addresses.map(({ local }) => [local, one] as const)));
  tunnelsByAddress.set(segment, made);
  return made;
}

function missing(
  one: Vtep,
  peer: Vtep,
  gateway: string,
  row: Neighbour | undefined,
  segment: readonly Vtep[],
): Finding {
  const { host, link, netns } = one;
  return finding({
    ...{ code: 'neighbour-missing', host, hosts: [peer.host], table: 'neighbour', entry: gateway },
    says: `${hostName(host)} does not know the MAC address of ${gateway}, the tunnel of ${hostName(peer.host)}, and nobody answers ARP on ${link.name}.`,
    command: at(netns, `ip neigh show dev ${link.name}`),
    line: row === undefined ? `(no ${gateway})` : neighbourLine(row),
    fix: edit(`Say where ${gateway} is`, host, ...leadItems(one, peer, gateway, segment)),
  });
}

function stale(one: Vtep, row: Neighbour, mac: string | undefined, peer: Vtep, segment: readonly Vtep[]): Finding {
  const { host, netns } = one;
  const led = leadItems(one, peer, row.dst, segment);
  return finding({
    ...{ code: 'neighbour-mac-stale', host, hosts: [peer.host], table: 'neighbour' },
    entry: `${inside(netns)}${row.dst} lladdr ${row.mac}`,
    says: `${hostName(host)} sends what is for ${row.dst} to the MAC address ${row.mac}; ${hostName(peer.host)} has ${mac}.`,
    command: at(netns, `ip neigh show dev ${row.dev}`),
    line: neighbourLine(row),
    fix: edit(`Say the MAC address of ${row.dst}`, host, ...(led.length > 0 ? led : [{ noun: 'neighbour', verb: 'set', netns, dev: row.dev, dst: row.dst, mac: mac ?? '', state: 'permanent' } as const])), // prettier-ignore
  });
}

function unled(one: Vtep, peer: Vtep, mac: string, segment: readonly Vtep[]): Finding {
  const { host, link, netns } = one;
  const dst = targetOf(peer, segment);
  const item = { noun: 'fdb', verb: 'set', netns, dev: link.name, mac, owner: 'self', state: 'permanent' } as const;
  return finding({
    ...{ code: 'fdb-entry-missing', host, hosts: [peer.host], table: 'fdb', entry: mac },
    says: `${link.name} on ${hostName(host)} has no entry for ${mac}, the tunnel of ${hostName(peer.host)}, and no flood list: it drops what is for it.`,
    command: at(netns, `bridge fdb show dev ${link.name}`),
    line: `(no ${mac})`,
    ...(dst !== undefined && { fix: edit(`Send it to ${dst}`, host, { ...item, dst }) }),
  });
}

type Machines = ReadonlyMap<string, readonly Endpoint[]>;

function machines(segment: readonly Vtep[], world: World): Machines {
  const by = new Map<string, Endpoint[]>();
  for (const vtep of segment)
    for (const one of endpointsNear(vtep, world))
      for (const { local } of one.addresses) by.set(local, [...(by.get(local) ?? []), one]);
  return by;
}

/** A bridge that answers ARP for others answers with the entry it has. Without an entry it floods, and is fine. */
function suppressed(one: Vtep, by: Machines): readonly Finding[] {
  const { bridge, facts, host, netns } = one;
  if (bridge === undefined || one.link.port?.neighSuppress !== true) return [];
  return facts.tables.neighbour
    .filter(
      (row) =>
        row.netns === netns && row.dev === bridge.name && row.mac !== undefined && !/FAILED|INCOMPLETE/.test(row.state),
    ) // prettier-ignore
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
          fix: edit(`Forget ${row.dst} on ${bridge.name}`, host, { noun: 'neighbour', verb: 'del', netns, dev: bridge.name, dst: row.dst }), // prettier-ignore
        }),
      ];
    });
}

/** A machine that was told a MAC address by hand. */
function staticArp(one: Vtep, by: Machines, world: World): readonly Finding[] {
  return endpointsNear(one, world).flatMap(({ netns, host, link, facts, bridge }) =>
    facts.tables.neighbour
      .filter(
        (row) =>
          row.netns === netns &&
          row.dev === link.name &&
          isFixed(row) &&
          row.mac !== undefined &&
          !row.dst.startsWith('ff'),
      ) // prettier-ignore
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
            fix: edit(`Forget what ${netns} was told of ${row.dst}`, host, { noun: 'neighbour', verb: 'del', netns, dev: link.name, dst: row.dst }), // prettier-ignore
          }),
        ];
      }),
  );
}
