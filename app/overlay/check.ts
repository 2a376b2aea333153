/** Everything that can be said against a link before anything runs: each problem names its field. */
import { HOST_NETNS } from '../noun/netns/row.ts';
import { hostName } from '../base/host.ts';
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import { findLink } from '../noun/link/steps.ts';
import { placeText } from '../noun/vxlan/holder.ts';
import type { Problem } from '../problem/problem.ts';
import { checkAddressing } from './check-addressing.ts';
import { badField } from '../problem/field-problem.ts';
import { vniHolder } from './free.ts';
import type { LinkIntent, LinkSide } from './link-intent.ts';
import { portHolder } from './port-holder.ts';
import { overheadOf } from './underlay.ts';

/** `snapshots` are in the order of the sides. An empty list means that the link can be planned. */
export function checkLink(intent: LinkIntent, snapshots: readonly [Snapshot, Snapshot]): readonly Problem[] {
  return [
    ...checkPair(intent),
    ...checkSide(intent, 0, snapshots[0].tables),
    ...checkSide(intent, 1, snapshots[1].tables),
    ...checkAddressing(intent, [snapshots[0].tables, snapshots[1].tables]),
  ];
}

function checkPair({ sides: [a, b] }: LinkIntent): readonly Problem[] {
  if (a.host === b.host) return [badField('sides.1.host', 'Host', `${hostName(a.host)} cannot be linked with itself`)];
  if (a.underlayAddress === b.underlayAddress) {
    return [
      badField('sides.1.underlayAddress', 'Underlay address', `${a.underlayAddress} is the other host's address too`),
    ];
  }
  if (a.underlayAddress.includes(':') !== b.underlayAddress.includes(':')) {
    return [
      badField(
        'sides.1.underlayAddress',
        'Underlay address',
        'one is IPv4 and the other IPv6; a tunnel needs the same on both ends',
      ),
    ];
  }
  if (a.vxlanMac === b.vxlanMac)
    return [badField('sides.1.vxlanMac', 'MAC', 'both devices would have the same address')];
  return [];
}

function checkSide(intent: LinkIntent, index: 0 | 1, tables: Tables): readonly Problem[] {
  const side = intent.sides[index];
  return [
    ...checkUnderlay(intent, index, tables),
    ...checkVni(intent, side, tables),
    ...checkNames(side, index, tables),
  ];
}

function checkUnderlay({ mtu, sides }: LinkIntent, index: 0 | 1, tables: Tables): readonly Problem[] {
  const { host, underlayDev, underlayAddress } = sides[index];
  const link = findLink(tables, { netns: HOST_NETNS, name: underlayDev });
  const path = `sides.${index}`;
  if (link === undefined)
    return [badField(`${path}.underlayDev`, 'Underlay device', `${hostName(host)} has no ${underlayDev}`, host)];
  const has = tables.address.some(
    (row) => row.netns === HOST_NETNS && row.dev === underlayDev && row.local === underlayAddress,
  );
  if (!has)
    return [
      badField(
        `${path}.underlayAddress`,
        'Underlay address',
        `${underlayDev} of ${hostName(host)} does not have ${underlayAddress}`,
        host,
      ),
    ];
  if (!link.up)
    return [badField(`${path}.underlayDev`, 'Underlay device', `${underlayDev} of ${hostName(host)} is down`, host)];
  const overhead = overheadOf(underlayAddress);
  const most = link.mtu - overhead;
  return mtu > most
    ? [
        badField(
          'mtu',
          'MTU',
          `at most ${most} fits: ${underlayDev} of ${hostName(host)} carries ${link.mtu} bytes and VXLAN adds ${overhead}`,
          host,
        ),
      ]
    : [];
}

function checkVni({ vni, port }: LinkIntent, { host, underlayAddress }: LinkSide, tables: Tables): readonly Problem[] {
  const holder = vniHolder(tables, vni, port);
  if (holder !== undefined)
    return [badField('vni', 'VNI', `${vni} is taken by ${placeText(holder, HOST_NETNS)} on ${hostName(host)}`, host)];
  const whole = portHolder(tables, port, underlayAddress);
  if (whole === undefined) return [];
  const reason = `${port} is taken whole by ${whole.name} (${whole.option}) on ${hostName(host)}`;
  return [badField('port', 'UDP port', reason, host)];
}

function checkNames(side: LinkSide, index: 0 | 1, tables: Tables): readonly Problem[] {
  const { host, vxlan, bridge, endpoint } = side;
  const names: readonly (readonly [string, string, string])[] = [
    [`sides.${index}.vxlan`, 'VXLAN device', vxlan],
    [`sides.${index}.bridge`, 'Bridge', bridge],
    ...(endpoint === null ? [] : [[`sides.${index}.endpoint.port`, 'Veth on the bridge', endpoint.port] as const]),
  ];
  const clashes = names.flatMap(([field, label, name], at) => {
    if (names.findIndex((other) => other[2] === name) !== at)
      return [badField(field, label, `${name} is used twice in this form`, host)];
    return findLink(tables, { netns: HOST_NETNS, name })
      ? [badField(field, label, `${hostName(host)} already has a link named ${name}`, host)]
      : [];
  });
  return [...clashes, ...checkNetns(side, index, tables)];
}

function checkNetns({ host, endpoint }: LinkSide, index: 0 | 1, tables: Tables): readonly Problem[] {
  if (endpoint === null) return [];
  const path = `sides.${index}.endpoint`;
  const taken = tables.netns.some((row) => row.name === endpoint.netns);
  const namespace = taken
    ? [badField(`${path}.netns`, 'Namespace', `${hostName(host)} already has a namespace ${endpoint.netns}`, host)]
    : [];
  // A veth whose near end has the same name would clash while both ends are still in the host's namespace.
  const dev = endpoint.dev === 'lo' || endpoint.dev === endpoint.port;
  return dev
    ? [...namespace, badField(`${path}.dev`, 'Veth in the namespace', `${endpoint.dev} cannot be used here`, host)]
    : namespace;
}
