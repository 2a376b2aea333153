/** Whether each member leads what is for another member's subnets into the tunnel, to that member. */
import type { EditItem } from '../../noun/items.ts';
import { hostName } from '../../base/host.ts';
import { contains, familyOf, printedPrefix } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import { at, edit, finding, type Finding, type Fix } from '../finding.ts';
import { lookup, routeLine, ruleWords, type Taken } from '../lookup.ts';
import { endpointsNear, isRoutedSegment, samplesIn, subnetsBehind, type Behind } from '../near.ts';
import { addressAway, isRemovable, removeRoute, removeRule } from '../remove-route.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';
import { leadItems } from '../lead.ts';

export const route: Check = {
  name: 'route',
  codes: ['route-missing', 'route-shadowed', 'route-wrong-peer', 'policy-rule'],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1 && isRoutedSegment(one))
      .flatMap((segment) => {
        const behind = new Map(segment.map((one) => [one, subnetsBehind(one, segment, world)] as const));
        return segment.flatMap((one) =>
          segment
            .filter((peer) => peer.host !== one.host)
            .flatMap((peer) => (behind.get(peer) ?? []).flatMap((subnet) => ways(one, peer, subnet, segment, world))),
        );
      }),
};

/** Devices with encapsulating routes are not judged: what they carry is decided packet by packet. */
function isReadable(one: Vtep): boolean {
  return !one.routes.some(({ raw }) => raw['encap'] !== undefined);
}

function ways(one: Vtep, peer: Vtep, subnet: Behind, segment: readonly Vtep[], world: World): readonly Finding[] {
  if (!isReadable(one) || one.bridge !== undefined) return [];
  const source = endpointsNear(one, world).find(({ addresses }) => addresses.length > 0);
  const family = familyOf(subnet.prefix);
  const from = source?.addresses.find((row) => row.family === family && row.scope === 'global')?.local;
  for (const ip of samplesIn(subnet, peer, world)) {
    const taken = lookup(one.facts, one.netns, { dst: ip, from, ...(source && { iif: source.bridge.name }) });
    const found = judge(one, peer, subnet, ip, taken, segment, world);
    if (found !== undefined) return [found];
  }
  return [];
}

function judge(
  one: Vtep,
  peer: Vtep,
  subnet: Behind,
  ip: string,
  taken: Taken | undefined,
  segment: readonly Vtep[],
  world: World,
): Finding | undefined {
  if (
    taken === undefined ||
    (taken.route.dst === 'default' && taken.route.dev !== one.link.name && taken.rule === undefined)
  )
    return missing(one, peer, subnet, taken, segment);
  const { route: row, rule } = taken;
  if (row.type === 'unicast' && row.dev === one.link.name && row.gateway === undefined && row.protocol === 'kernel')
    return missing(one, peer, subnet, taken, segment);
  if (row.type === 'unicast' && leadsTo(row.gateway, row.dev, one, peer, world)) return undefined;
  if (rule !== undefined) return ruled(one, peer, ip, taken);
  if (row.type === 'unicast' && segment.some(({ link, host }) => host === one.host && link.name === row.dev))
    return wrongPeer(one, peer, subnet, taken, segment);
  return shadowed(one, peer, subnet, ip, taken, segment);
}

/** Through the tunnel to the member itself, or by the underlay to its host: that works as well. */
function leadsTo(gateway: string | undefined, dev: string | undefined, one: Vtep, peer: Vtep, world: World): boolean {
  if (dev === one.link.name && gateway === undefined) return true;
  if (gateway === undefined) return false;
  if (peer.addresses.some(({ local }) => local === gateway)) return true;
  // A gateway that no host has which was looked at may be right, off the tunnel.
  const owners = world.owners(gateway);
  return owners.some(({ facts }) => facts.host === peer.host);
}

function gatewayOf(peer: Vtep, one: Vtep, family: 'inet' | 'inet6', segment: readonly Vtep[]): string | undefined {
  const used = new Set(
    segment.filter((other) => other !== one).flatMap(({ routes }) => routes.flatMap(({ gateway }) => gateway ?? [])),
  );
  const own = peer.addresses.filter((row) => row.family === family && row.scope === 'global').map(({ local }) => local);
  return own.find((ip) => used.has(ip)) ?? own[0];
}

function lead(one: Vtep, peer: Vtep, subnet: Behind, segment: readonly Vtep[]): Fix | undefined {
  const family = familyOf(subnet.prefix);
  const via = gatewayOf(peer, one, family, segment);
  if (via === undefined) return undefined;
  const { netns, link, host } = one;
  // A /32 on the tunnel, as flannel has it: the gateway is in no subnet of it.
  const onlink = !one.addresses.some(
    (row) => row.prefixlen < (family === 'inet' ? 32 : 128) && contains(networkOfAddress(row), via),
  );
  const item: EditItem = {
    noun: 'route',
    verb: 'set',
    netns,
    family,
    dst: subnet.prefix,
    via,
    dev: link.name,
    ...(onlink && { onlink }),
  };
  return edit(`Lead ${subnet.prefix} to ${via}`, host, ...leadItems(one, peer, via, segment), item);
}

function missing(one: Vtep, peer: Vtep, subnet: Behind, taken: Taken | undefined, segment: readonly Vtep[]): Finding {
  const fix = lead(one, peer, subnet, segment);
  return finding({
    ...{ code: 'route-missing', host: one.host, hosts: [peer.host], table: 'route' },
    entry: `${printedPrefix(subnet.prefix)} dev ${one.link.name}`,
    says: `${hostName(one.host)} has no route to ${subnet.prefix}, which is behind ${hostName(peer.host)}.`,
    command: at(one.netns, `ip route show to match ${subnet.prefix}`),
    line: taken === undefined ? '(nothing)' : routeLine(taken.route),
    ...(fix && { fix }),
  });
}

function shadowed(
  one: Vtep,
  peer: Vtep,
  subnet: Behind,
  ip: string,
  { route: row }: Taken,
  segment: readonly Vtep[],
): Finding {
  // A nexthop object that leads nowhere: the route stands in the place of the right one.
  const same = row.nhid !== undefined && row.dst === printedPrefix(subnet.prefix) && row.table === 'main';
  const instead = same ? lead(one, peer, subnet, segment) : addressAway(one, row);
  return finding({
    ...{ code: 'route-shadowed', host: one.host, hosts: [peer.host], table: 'route', entry: routeLine(row) },
    says: `${hostName(one.host)} takes what is for ${ip} (behind ${hostName(peer.host)}) by "${routeLine(row)}" instead of ${one.link.name}.`,
    command: at(one.netns, `ip route get ${ip}`),
    line: routeLine(row),
    ...(instead !== undefined ? { fix: instead } : isRemovable(row) ? { fix: removeRoute(one.host, row) } : {}),
  });
}

function wrongPeer(one: Vtep, peer: Vtep, subnet: Behind, { route: row }: Taken, segment: readonly Vtep[]): Finding {
  const fix = lead(one, peer, subnet, segment);
  return finding({
    ...{ code: 'route-wrong-peer', host: one.host, hosts: [peer.host], table: 'route', entry: routeLine(row) },
    says: `${hostName(one.host)} sends what is for ${subnet.prefix} to ${row.gateway ?? row.dev}; it is behind ${hostName(peer.host)}.`,
    command: at(one.netns, `ip route show dev ${one.link.name}`),
    line: routeLine(row),
    ...(fix && { fix }),
  });
}

function ruled(one: Vtep, peer: Vtep, ip: string, { rule, route: row }: Taken): Finding {
  const words = ruleWords(rule ?? {});
  const priority = String(rule?.['priority'] ?? '');
  return finding({
    ...{ code: 'policy-rule', host: one.host, hosts: [peer.host], table: 'rule', entry: words },
    says: `A rule of ${hostName(one.host)} (priority ${priority}, table ${String(rule?.['table'])}) takes what is for ${ip} by "${routeLine(row)}" instead of ${one.link.name}.`,
    command: at(one.netns, `ip ${familyOf(ip) === 'inet6' ? '-6 ' : ''}rule show`),
    line: words,
    fix: removeRule(one.host, one.netns, familyOf(ip), rule ?? {}),
  });
}
