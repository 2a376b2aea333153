/** Namespaces that should reach each other: address, mask, gateway, ARP, IPv6. */
import { hostName } from '../../base/host.ts';
import type { Address } from '../../noun/address/row.ts';
import { contains, familyOf } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import { at, command, edit, finding, inside, type Finding } from '../finding.ts';
import { lookup, routeLine } from '../lookup.ts';
import { astrayOf } from './endpoint-astray.ts';
import { endpointsNear, isRoutedSegment } from '../near.ts';
import { networkOfAddress, type Endpoint, type Vtep } from '../world.ts';
import { areStrangers, isUsable, machinesOf, targetsOf, type Machines } from '../machines.ts';
import { addressesOf, setting } from './endpoint-address.ts';

export const endpoint: Check = {
  name: 'endpoint',
  codes: [
    'address-missing',
    'ipv6-dad-failed',
    'ipv6-disabled',
    'arp-not-answered',
    'endpoint-netmask',
    'endpoint-no-route',
    'endpoint-gateway-wrong',
    'route-shadowed',
    'policy-rule',
  ],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1)
      .flatMap((segment) => {
        const members = segment.flatMap((vtep) => endpointsNear(vtep, world).map((one) => ({ one, vtep })));
        const all = machinesOf(members.map(({ one }) => one));
        const routed = isRoutedSegment(segment);
        return members.flatMap(({ one, vtep }) => [
          ...addressesOf(one, all),
          ...arpOf(one),
          ...waysOf(one, vtep, all, routed),
        ]);
      }),
};

/** arp_ignore takes the larger of `all` and the device (kernel: ip-sysctl); 8 answers nobody, 3 only for some scopes. */
function arpOf(one: Endpoint): readonly Finding[] {
  const { host, netns, link } = one;
  const [dev, value] = ['all', link.name]
    .map((name) => [name, Number(setting(one, `net.ipv4.conf.${name}.arp_ignore`) ?? 0)] as const)
    .sort((a, b) => b[1] - a[1])[0] ?? ['all', 0];
  const name = `net.ipv4.conf.${dev}.arp_ignore`;
  const flags = Array.isArray(link.raw['flags']) ? link.raw['flags'] : [];
  const deaf = value >= 3;
  if (!deaf && !flags.includes('NOARP')) return [];
  const shown = deaf
    ? {
        table: 'sysctl',
        entry: `${inside(netns)}${name}`,
        command: at(netns, `sysctl ${name}`),
        line: `${name} = ${value}`,
      }
    : {
        table: 'link',
        entry: `${inside(netns)}${link.name} NOARP`,
        command: at(netns, `ip link show dev ${link.name}`),
        line: `${link.ifindex}: ${link.name}: <${flags.join(',')}>`,
      };
  const mend = deaf ? `sysctl -qw ${name}=0` : `ip link set dev ${link.name} arp on`;
  return [
    finding({
      ...{ code: 'arp-not-answered', host, ...shown },
      says: `${link.name} in namespace ${netns} of ${hostName(host)} does not answer ARP (${deaf ? `${name} is ${value}` : 'NOARP'}): nobody finds its MAC address.`,
      fix: command(`Answer ARP on ${link.name}`, host, at(netns, mend)),
    }),
  ];
}

function waysOf(one: Endpoint, vtep: Vtep, all: Machines, routed: boolean): readonly Finding[] {
  const { host, netns, link, facts } = one;
  if (!link.up) return [];
  const own = one.addresses.filter(isUsable);
  for (const { of: other, row } of targetsOf(one, all)) {
    if (other !== one && !(other.host === host && other.bridge.key === one.bridge.key)) {
      const { local: ip, family } = row;
      if (!own.some((row) => row.family === family && row.local !== ip)) continue;
      const taken = lookup(facts, netns, { dst: ip });
      const isMeant = routed || !areStrangers(one, { of: other, row }, all);
      if (taken === undefined && !isMeant) continue;
      if (taken === undefined) return [noRoute(one, other, ip, routed)];
      const { gateway } = taken.route;
      const astray = isMeant ? astrayOf(one, other, ip, taken) : undefined;
      if (astray !== undefined) return [astray];
      if (gateway === undefined && routed && taken.route.dev === link.name) return [tooWide(one, other, ip, own)];
      const lost = gateway === undefined ? [] : gatewayOf(one, gateway, routed, own, vtep);
      if (lost.length > 0) return lost;
    }
  }
  return [];
}

function noRoute(one: Endpoint, other: Endpoint, ip: string, routed: boolean): Finding {
  const { host, netns, link, bridge, facts } = one;
  const family = familyOf(ip);
  const theirs = other.addresses.find(({ local }) => local === ip);
  const mine = one.addresses.find((row) => row.family === family && isUsable(row));
  const narrow =
    !routed && theirs !== undefined && mine !== undefined && contains(networkOfAddress(theirs), mine.local);
  if (narrow)
    return finding({
      ...{ code: 'endpoint-netmask', host, hosts: [other.host], table: 'address' },
      entry: `${inside(netns)}${mine.local}/${mine.prefixlen}`,
      says: `Namespace ${netns} of ${hostName(host)} has ${mine.local}/${mine.prefixlen}, which leaves ${ip} of ${hostName(other.host)} (/${theirs.prefixlen}) outside its subnet.`,
      command: at(netns, `ip addr show dev ${link.name}`),
      line: `inet ${mine.local}/${mine.prefixlen} scope global ${link.name}`,
      fix: edit(`Use /${theirs.prefixlen}`, host, {
        noun: 'address',
        verb: 'set',
        netns,
        dev: link.name,
        address: `${mine.local}/${mine.prefixlen}`,
        to: `${mine.local}/${theirs.prefixlen}`,
      }),
    });
  const gateway = facts.tables.address.find(
    (row) =>
      row.netns === bridge.netns &&
      row.dev === bridge.name &&
      row.family === family &&
      mine !== undefined &&
      contains(networkOfAddress(mine), row.local),
  );
  return finding({
    ...{ code: 'endpoint-no-route', host, hosts: [other.host], table: 'route', entry: `${inside(netns)}default` },
    says: `Namespace ${netns} of ${hostName(host)} has no route to ${ip} of ${hostName(other.host)}, and no default route.`,
    command: at(netns, `ip route get ${ip}`),
    line: 'RTNETLINK answers: Network is unreachable',
    ...(gateway !== undefined && {
      fix: edit(`Lead ${netns} out by ${gateway.local}`, host, {
        noun: 'route',
        verb: 'add',
        netns,
        family,
        dst: 'default',
        via: gateway.local,
        dev: link.name,
      }),
    }),
  });
}

/** Its own subnet covers machines that are behind a router: it asks for them by ARP, and nobody answers. */
function tooWide(one: Endpoint, other: Endpoint, ip: string, own: readonly Address[]): Finding {
  const { host, netns, link, bridge, facts } = one;
  const row = own.find((each) => contains(networkOfAddress(each), ip)) ?? own[0];
  const text = `${row?.local ?? ''}/${row?.prefixlen ?? ''}`;
  const gateway = facts.tables.address.find(
    (each) => each.netns === bridge.netns && each.dev === bridge.name && each.family === row?.family,
  );
  const right = gateway === undefined ? undefined : `${row?.local ?? ''}/${gateway.prefixlen}`;
  const family = familyOf(ip);
  return finding({
    ...{ code: 'endpoint-netmask', host, hosts: [other.host], table: 'address', entry: `${inside(netns)}${text}` },
    says: `Namespace ${netns} of ${hostName(host)} takes ${ip} of ${hostName(other.host)} for its own subnet (${text}) and asks for it by ARP instead of its gateway${gateway === undefined ? '' : ` ${gateway.local}`}.`,
    command: at(netns, `ip addr show dev ${link.name}`),
    line: `inet ${text} scope global ${link.name}`,
    ...(right !== undefined &&
      gateway !== undefined && {
        fix: edit(
          `Use ${right}`,
          host,
          { noun: 'address', verb: 'set', netns, dev: link.name, address: text, to: right },
          { noun: 'route', verb: 'set', netns, family, dst: 'default', via: gateway.local, dev: link.name },
        ),
      }),
  });
}

/** Whoever is to route for it must be there: its bridge has the address, or another machine in the segment. */
function gatewayOf(
  one: Endpoint,
  gateway: string,
  routed: boolean,
  own: readonly Address[],
  vtep: Vtep,
): readonly Finding[] {
  const { host, netns, bridge, facts, link } = one;
  const held = facts.tables.address.some((row) => row.local === gateway && row.netns === bridge.netns);
  if (held || !routed || vtep.bridge !== undefined) return [];
  const row = own.find((each) => contains(networkOfAddress(each), gateway));
  const bridgeHas = facts.tables.address.find(
    (each) =>
      each.netns === bridge.netns &&
      each.dev === bridge.name &&
      each.family === familyOf(gateway) &&
      each.scope === 'global',
  );
  const address = `${gateway}/${row?.prefixlen ?? (gateway.includes(':') ? 64 : 24)}`;
  if (bridgeHas === undefined)
    return [
      finding({
        ...{ code: 'address-missing', host, table: 'address', entry: `${bridge.name} ${address}` },
        says: `${gateway}, the gateway of namespace ${netns} on ${hostName(host)}, is on no device of that host; ${bridge.name} has no address.`,
        command: at(bridge.netns, `ip addr show dev ${bridge.name}`),
        line: `${bridge.ifindex}: ${bridge.name}: mtu ${bridge.mtu} state ${bridge.operstate}`,
        fix: edit(`Give ${address} to ${bridge.name}`, host, {
          noun: 'address',
          verb: 'add',
          netns: bridge.netns,
          dev: bridge.name,
          address,
        }),
      }),
    ];
  const taken = lookup(facts, netns, { dst: gateway });
  return [
    finding({
      ...{ code: 'endpoint-gateway-wrong', host, table: 'route', entry: `${inside(netns)}default via ${gateway}` },
      says: `Namespace ${netns} of ${hostName(host)} sends everything to ${gateway}, which its host does not have; ${bridge.name} is ${bridgeHas.local}.`,
      command: at(netns, 'ip route show'),
      line: taken === undefined ? `default via ${gateway} dev ${link.name}` : routeLine(taken.route),
      fix: edit(`Use ${bridgeHas.local}`, host, {
        noun: 'route',
        verb: 'set',
        netns,
        family: familyOf(gateway),
        dst: 'default',
        via: bridgeHas.local,
        dev: link.name,
      }),
    }),
  ];
}
