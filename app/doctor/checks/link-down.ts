/** Devices that are down: the underlay's, a tunnel, its bridge, a cable's end. */
import { hostName } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import type { Check } from '../check.ts';
import { at, command, edit, finding, inside, oncePerEntry, type Finding } from '../finding.ts';
import type { HostFacts } from '../facts.ts';
import { endpointsNear, isInUse } from '../near.ts';
import type { Vtep, World } from '../world.ts';

export const linkDown: Check = {
  name: 'link-down',
  codes: ['underlay-silent', 'link-down', 'udp-port-held', 'vni-held'],
  run: (world) => oncePerEntry(world.vteps.filter((one) => isInUse(one, world)).flatMap((vtep) => downOf(vtep, world))),
};

function downOf(vtep: Vtep, world: World): readonly Finding[] {
  const { facts, link, under, bridge } = vtep;
  const near = endpointsNear(vtep, world);
  const bridges = bridge === undefined ? [...new Set(near.map((one) => one.bridge))] : [bridge];
  return [
    ...(under === undefined || under.up ? [] : [underlayDown(vtep, under)]),
    ...(link.up ? [] : [heldOf(vtep, world) ?? down(facts, link, 'the tunnel')]),
    ...bridges.filter(({ up }) => !up).map((one) => down(facts, one, 'the bridge')),
    ...near.filter(({ port }) => !port.up).map(({ port }) => down(facts, port, 'a port of the bridge')),
    ...near.filter((one) => !one.link.up).map((one) => down(facts, one.link, 'the device of an endpoint')),
  ];
}

function lineOf({ name, ifindex, mtu, operstate, raw }: Link): string {
  const flags = Array.isArray(raw['flags']) ? raw['flags'].join(',') : '';
  return `${ifindex}: ${name}: <${flags}> mtu ${mtu} state ${operstate}`;
}

function down({ host }: HostFacts, link: Link, what: string): Finding {
  const { netns, name } = link;
  return finding({
    code: 'link-down',
    host,
    table: 'link',
    entry: `${inside(netns)}${name}`,
    says: `${name}, ${what} on ${hostName(host)}, is down.`,
    command: at(netns, `ip link show dev ${name}`),
    line: lineOf(link),
    fix: edit(`Set ${name} up`, host, { noun: 'link', verb: 'set', netns, name, up: true }),
  });
}

function underlayDown({ host, link }: Vtep, under: Link): Finding {
  return finding({
    code: 'underlay-silent',
    host,
    table: 'link',
    entry: `${inside(under.netns)}${under.name} down`,
    says: `${under.name}, which carries ${link.name} of ${hostName(host)}, is down: nothing reaches this host.`,
    command: at(under.netns, `ip link show dev ${under.name}`),
    line: lineOf(under),
    fix: edit(`Set ${under.name} up`, host, {
      noun: 'link',
      verb: 'set',
      netns: under.netns,
      name: under.name,
      up: true,
    }),
  });
}

/** `up` alone would fail: the port or the VNI must be freed first. */
function heldOf({ facts, host, link, vxlan }: Vtep, world: World): Finding | undefined {
  const { name, netns } = link;
  const holder = facts.sockets.find(({ port, program }) => port === vxlan.dstport && program !== undefined);
  const bare = facts.sockets.find(({ port }) => port === vxlan.dstport);
  const ours = facts.tables.link.some((one) => one.vxlan?.dstport === vxlan.dstport && one.up);
  if (holder !== undefined || (bare !== undefined && !ours))
    return finding({
      code: 'udp-port-held',
      host,
      table: 'link',
      entry: `${name} (UDP ${vxlan.dstport})`,
      says: `${name} on ${hostName(host)} is down and cannot go up: UDP port ${vxlan.dstport} is held by ${holder?.program ?? 'another program'}. End that program, then set ${name} up.`,
      command: 'ss -lunp',
      line: `UNCONN 0 0 ${(holder ?? bare)?.address ?? ''}:${vxlan.dstport} users:(("${holder?.program ?? '?'}",pid=${holder?.pid ?? '?'}))`,
      ...(holder?.pid !== undefined && {
        fix: command(
          `End ${holder.program}, then start ${name}`,
          host,
          `kill ${holder.pid}`,
          'sleep 1',
          at(netns, `ip link set dev ${name} up`),
        ),
      }),
    });
  const rival = facts.tables.link.find(
    (one) => one.vxlan?.vni === vxlan.vni && one.vxlan.dstport === vxlan.dstport && one.up && one.key !== link.key,
  );
  if (rival === undefined || vxlan.external === true) return undefined;
  return finding({
    code: 'vni-held',
    host,
    table: 'link',
    entry: `${name} vni ${vxlan.vni}`,
    says: `${name} on ${hostName(host)} is down and cannot go up: ${inside(rival.netns)}${rival.name} has VNI ${vxlan.vni} on UDP port ${vxlan.dstport} already.`,
    command: at(rival.netns, `ip -d link show dev ${rival.name}`),
    line: `vxlan id ${vxlan.vni} dstport ${vxlan.dstport}`,
    ...(!isNeeded(rival, host, world) && {
      fix: edit(
        `Stop ${rival.name}, then start ${name}`,
        host,
        { noun: 'link', verb: 'set', netns: rival.netns, name: rival.name, up: false },
        { noun: 'link', verb: 'set', netns, name, up: true },
      ),
    }),
  });
}

/** Somebody is reached through it, or it is some bridge's port: then who has the VNI is not ours to decide. */
function isNeeded({ key, master }: Link, host: string, world: World): boolean {
  return (
    master !== undefined || world.vteps.some((one) => one.host === host && one.link.key === key && isInUse(one, world))
  );
}
