/** How a bridge treats its ports: membership, state, isolation, flooding. */
import { hostName } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import { isObject } from '../../noun/rows.ts';
import type { Check } from '../check.ts';
import { at, command, edit, finding, type Finding } from '../finding.ts';
import { contains } from '../../base/ip.ts';
import { endpointsNear, isInUse, isRoutedSegment, subnetsBehind } from '../near.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';

export const bridgePort: Check = {
  name: 'bridge-port',
  codes: ['port-not-enslaved', 'port-wrong-bridge', 'port-not-forwarding', 'port-isolated', 'port-locked', 'port-flood-off'], // prettier-ignore
  run: (world) =>
    world.vteps
      .filter((one) => isInUse(one, world))
      .flatMap((one) => [...membership(one, world), ...unplugged(one, world), ...flagsOf(one, world)]),
};

function membership(one: Vtep, world: World): readonly Finding[] {
  const segment = world.segmentOf(one);
  const bridged = segment.filter((peer) => peer !== one && peer.bridge !== undefined);
  if (bridged.length === 0) return [];
  const { host, link, netns, bridge } = one;
  const right = bridgeFor(one, bridged, world);
  if (bridge !== undefined) {
    // Its own bridge has nobody, and another one has machines of the peers' subnet.
    if (right === undefined || right.key === bridge.key || endpointsNear(one, world).length > 0) return [];
    return [
      finding({
        ...{ code: 'port-wrong-bridge', host, table: 'link', entry: `${link.name} master ${bridge.name}` },
        says: `${link.name} on ${hostName(host)} is a port of ${bridge.name}; the machines of its overlay are in ${right.name}.`,
        command: at(netns, `ip -d link show dev ${link.name}`),
        line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} master ${bridge.name}`,
        fix: edit(`Put ${link.name} into ${right.name}`, host, { noun: 'link', verb: 'set', netns, name: link.name, master: right.name }), // prettier-ignore
      }),
    ];
  }
  if (one.addresses.some(({ scope }) => scope === 'global')) return [];
  return [
    finding({
      ...{ code: 'port-not-enslaved', host, table: 'link', entry: `${link.name} master` },
      says: `${link.name} on ${hostName(host)} is in no bridge${right === undefined ? '' : `; the machines of its overlay are in ${right.name}`}.`,
      command: at(netns, `ip -d link show dev ${link.name}`),
      line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} state ${link.operstate}`,
      ...(right !== undefined && {
        fix: edit(`Put ${link.name} into ${right.name}`, host, { noun: 'link', verb: 'set', netns, name: link.name, master: right.name }), // prettier-ignore
      }),
    }),
  ];
}

/** The bridge whose machines share a subnet with the peers', else the one of the same name as the peers'. */
function bridgeFor({ facts, host, netns }: Vtep, peers: readonly Vtep[], world: World): Link | undefined {
  const subnets = new Set(
    peers.flatMap((peer) => world.endpointsOf(peer)).flatMap(({ addresses }) => addresses.filter(({ scope }) => scope === 'global').map(networkOfAddress)), // prettier-ignore
  );
  const here = world.endpoints.filter((one) => one.host === host && one.bridge.netns === netns);
  const shared = here.find(({ addresses }) => addresses.some((one) => one.scope === 'global' && subnets.has(networkOfAddress(one)))); // prettier-ignore
  if (shared !== undefined) return shared.bridge;
  const names = new Set(peers.map(({ bridge }) => bridge?.name));
  return facts.tables.link.find((link) => link.kind === 'bridge' && link.netns === netns && names.has(link.name));
}

/** A machine of the overlay's subnet on the same host, whose cable ends in no bridge or in another one. */
function unplugged(one: Vtep, world: World): readonly Finding[] {
  const { host, netns, facts } = one;
  const segment = world.segmentOf(one);
  const homes = one.bridge === undefined ? routedHomes(one, segment, world) : bridgedHomes(one, one.bridge, segment, world); // prettier-ignore
  if (homes.length === 0) return [];
  return world.cablesOf(host).flatMap((end): Finding[] => {
    if (end.port.netns !== netns || homes.some(({ bridge }) => bridge.key === end.bridge?.key)) return [];
    const home = homes.find(({ prefix }) => end.addresses.some(({ local, scope }) => scope === 'global' && contains(prefix, local))); // prettier-ignore
    if (home === undefined) return [];
    // Another bridge with a subnet of its own there is another network, that happens to have the same addresses.
    const elsewhere = end.bridge;
    if (elsewhere !== undefined && (hasTunnel(elsewhere, one, world) || facts.tables.address.some((row) => row.netns === netns && row.dev === elsewhere.name && row.scope === 'global'))) return []; // prettier-ignore
    const { port, link } = end;
    const { bridge } = home;
    return [
      finding({
        ...{ code: elsewhere === undefined ? 'port-not-enslaved' : 'port-wrong-bridge', host, table: 'link' },
        entry: `${port.name} master${elsewhere === undefined ? '' : ` ${elsewhere.name}`}`,
        says: `${port.name} on ${hostName(host)}, the cable to ${link.name} in namespace ${end.netns}, is ${elsewhere === undefined ? 'in no bridge' : `a port of ${elsewhere.name}`}; the overlay of its subnet is in ${bridge.name}.`,
        command: at(netns, `ip -d link show dev ${port.name}`),
        line: `${port.ifindex}: ${port.name}: mtu ${port.mtu}${elsewhere === undefined ? '' : ` master ${elsewhere.name}`} state ${port.operstate}`,
        fix: edit(`Put ${port.name} into ${bridge.name}`, host, { noun: 'link', verb: 'set', netns, name: port.name, master: bridge.name }), // prettier-ignore
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

function detailOf({ raw }: Link, key: string): unknown {
  const info = raw['linkinfo'];
  const data = isObject(info) ? info['info_slave_data'] : undefined;
  return isObject(data) ? data[key] : undefined;
}

function flagsOf(one: Vtep, world: World): readonly Finding[] {
  const { bridge, link } = one;
  if (bridge === undefined) return [];
  const ports = [link, ...endpointsNear(one, world).map(({ port }) => port)];
  return [
    ...ports.flatMap((port) => stateOf(one, port, bridge)),
    ...ports.flatMap((port) => lockedOf(one, port)),
    ...isolatedOf(one, ports),
    ...ports.flatMap((port) => floodOf(one, port, world)),
  ];
}

function say(
  one: Vtep,
  port: Link,
  code: Finding['code'],
  words: string,
  says: string,
  set: string,
  edits?: Finding['fix'],
): Finding {
  return finding({
    ...{ code, host: one.host, table: 'link', entry: `${port.name} ${words}`, says },
    command: at(port.netns, `bridge -d link show dev ${port.name}`),
    line: `${port.ifindex}: ${port.name}: mtu ${port.mtu} master ${port.master} state ${port.port?.state} ${words}`,
    fix:
      edits ?? command(`Set ${port.name} ${set}`, one.host, at(port.netns, `bridge link set dev ${port.name} ${set}`)),
  });
}

/** Without carrier a port is `disabled` by itself: the cause is the link. */
function stateOf(one: Vtep, port: Link, bridge: Link): readonly Finding[] {
  const state = port.port?.state;
  if (state === undefined || state === 'forwarding' || !port.up || !port.carrier || !bridge.up) return [];
  const { netns, name } = port;
  const stp = bridge.bridge?.stp === true;
  // A spanning tree blocks one of two ways on purpose; who has one way only has none then.
  if (stp && state === 'blocking' && isOneOfSeveral(one, bridge)) return [];
  // The kernel refuses to set a state while the protocol decides it (EBUSY).
  const fix = stp ? edit(`Switch the spanning tree of ${bridge.name} off`, one.host, { noun: 'bridge', verb: 'set', netns: bridge.netns, name: bridge.name, bridge: { stp: false } }) : edit(`Let ${name} forward`, one.host, { noun: 'port', verb: 'set', netns, name, port: { state: 'forwarding' } }); // prettier-ignore
  const says = `${name}, a port of ${bridge.name} on ${hostName(one.host)}, is ${state}: nothing passes it.`;
  return [say(one, port, 'port-not-forwarding', `state ${state}`, says, 'state 3', fix)];
}

function isOneOfSeveral({ facts, link }: Vtep, bridge: Link): boolean {
  return facts.tables.link.some((one) => one.netns === bridge.netns && one.master === bridge.name && one.kind === 'vxlan' && one.key !== link.key); // prettier-ignore
}

function lockedOf(one: Vtep, port: Link): readonly Finding[] {
  if (detailOf(port, 'locked') !== true) return [];
  const says = `${port.name} on ${hostName(one.host)} is locked: only machines that its bridge was told of may speak there.`;
  return [say(one, port, 'port-locked', 'locked on', says, 'locked off')];
}

/** Two isolated ports do not talk to each other; one alone talks to all others. */
function isolatedOf(one: Vtep, ports: readonly Link[]): readonly Finding[] {
  const isolated = ports.filter(({ port }) => port?.isolated === true);
  const [tunnel] = isolated;
  if (tunnel?.name !== one.link.name || isolated.length < 2) return [];
  const { netns, name } = one.link;
  const others = isolated.slice(1).map((port) => port.name);
  const fix = edit(`Isolate ${name} no longer`, one.host, { noun: 'port', verb: 'set', netns, name, port: { isolated: false } }); // prettier-ignore
  const says = `${name} and ${others.join(', ')} on ${hostName(one.host)} are isolated from each other in ${one.bridge?.name}.`;
  const found = say(one, one.link, 'port-isolated', 'isolated on', says, 'isolated off', fix);
  return [{ ...found, entry: `${name} and ${others.join(', ')} isolated on` }];
}

function usesIpv6(one: Vtep, world: World): boolean {
  return endpointsNear(one, world).some(({ addresses }) =>
    addresses.some(({ family, scope }) => family === 'inet6' && scope === 'global'),
  );
}

function floodOf(one: Vtep, port: Link, world: World): readonly Finding[] {
  const off = (['flood', 'mcast_flood', 'bcast_flood'] as const).filter((key) => detailOf(port, key) === false);
  // With ARP answered by the bridge nothing need be flooded (EVPN switches it off on purpose).
  // IPv6 finds its neighbours by multicast.
  const asked = off.includes('mcast_flood') && usesIpv6(one, world);
  if (!off.includes('bcast_flood') && !off.includes('flood') && !asked) return [];
  if (one.link.port?.neighSuppress === true) return [];
  const says = `${port.name} on ${hostName(one.host)} does not get what its bridge floods (${off.join(', ')} off): ${off.includes('bcast_flood') || off.includes('flood') ? 'ARP' : 'neighbour discovery of IPv6'} stops there.`;
  const words = off.map((key) => `${key} off`).join(' ');
  return [say(one, port, 'port-flood-off', words, says, off.map((key) => `${key} on`).join(' '))];
}
