/** State, isolation, lock and flooding of a port. */
import { hostName } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import { isObject } from '../../noun/rows.ts';
import { at, command, edit, finding, type Finding } from '../finding.ts';
import { endpointsNear } from '../near.ts';
import type { Vtep, World } from '../world.ts';

function detailOf({ raw }: Link, key: string): unknown {
  const info = raw['linkinfo'];
  const data = isObject(info) ? info['info_slave_data'] : undefined;
  return isObject(data) ? data[key] : undefined;
}

export function flagsOf(one: Vtep, world: World): readonly Finding[] {
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
  const fix = stp
    ? edit(`Switch the spanning tree of ${bridge.name} off`, one.host, {
        noun: 'bridge',
        verb: 'set',
        netns: bridge.netns,
        name: bridge.name,
        bridge: { stp: false },
      })
    : edit(`Let ${name} forward`, one.host, { noun: 'port', verb: 'set', netns, name, port: { state: 'forwarding' } });
  const says = `${name}, a port of ${bridge.name} on ${hostName(one.host)}, is ${state}: nothing passes it.`;
  return [say(one, port, 'port-not-forwarding', `state ${state}`, says, 'state 3', fix)];
}

function isOneOfSeveral({ facts, link }: Vtep, bridge: Link): boolean {
  return facts.tables.link.some(
    (one) => one.netns === bridge.netns && one.master === bridge.name && one.kind === 'vxlan' && one.key !== link.key,
  );
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
  const fix = edit(`Isolate ${name} no longer`, one.host, {
    noun: 'port',
    verb: 'set',
    netns,
    name,
    port: { isolated: false },
  });
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
