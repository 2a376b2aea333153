/** Options of a tunnel that do not fit its peers: port, VNI, flags, TTL. */
import { hostName } from '../../base/host.ts';
import { familyOf } from '../../base/ip.ts';
import type { VxlanSpec } from '../../noun/vxlan/steps.ts';
import type { Check } from '../check.ts';
import { at, edit, command, finding, type Finding, type Fix } from '../finding.ts';
import { isInUse } from '../near.ts';
import { encapDst, encapVni, type Vtep, type World } from '../world.ts';
import { encapAstray, encapsulating, ownDsts, wrongEncap } from './encap.ts';

export const device: Check = {
  name: 'device',
  codes: [
    ...(['udp-port-mismatch', 'vni-mismatch', 'group-mismatch', 'gbp-mismatch', 'proxy-without-entries'] as const),
    ...(['ttl-too-small', 'udp6-zero-checksum', 'vni-not-filtered-in', 'encap-vni-wrong', 'encap-dst-wrong'] as const),
  ],
  run: (world) => [
    ...world.segments.filter((one) => one.length > 1).flatMap(mismatches),
    ...world.vteps.filter((one) => isInUse(one, world)).flatMap((one) => [...alone(one), ...facing(one, world)]),
  ],
};

function show({ link, vxlan }: Vtep, word: string): { command: string; line: string } {
  const from = vxlan.local === undefined ? '' : ` local ${vxlan.local}`;
  return {
    command: at(link.netns, `ip -d link show dev ${link.name}`),
    line: `vxlan id ${vxlan.vni}${from} dstport ${vxlan.dstport}${word}`,
  };
}

function set(
  { host, link }: Vtep,
  title: string,
  vxlan: Partial<VxlanSpec>,
  unset: readonly 'udp6zerocsumtx'[] = [],
): Fix {
  return edit(title, host, {
    noun: 'vxlan',
    verb: 'set',
    netns: link.netns,
    name: link.name,
    vxlan,
    unset: [...unset],
  });
}

/** Who is alone with a value, or among two: whose name or port says that it should be the other. */
function odd<V>(
  segment: readonly Vtep[],
  of: (one: Vtep) => V,
  suspicious: (one: Vtep) => boolean,
): { wrong: Vtep; right: V; peer: Vtep }[] {
  const values = new Map<V, Vtep[]>();
  for (const one of segment) values.set(of(one), [...(values.get(of(one)) ?? []), one]);
  if (values.size < 2) return [];
  const sorted = [...values].sort(
    ([, a], [, b]) => b.length - a.length || Number(suspicious(a[0] as Vtep)) - Number(suspicious(b[0] as Vtep)),
  );
  const [right, rest] = [sorted[0] as [V, Vtep[]], sorted.slice(1)];
  return rest.flatMap(([, list]) => list.map((wrong) => ({ wrong, right: right[0], peer: right[1][0] as Vtep })));
}

function mismatches(segment: readonly Vtep[]): readonly Finding[] {
  const plain = segment.filter(({ vxlan }) => vxlan.external !== true);
  const ports = odd(
    segment,
    ({ vxlan }) => vxlan.dstport,
    ({ vxlan }) => vxlan.dstport !== 4789,
  );
  const digits = (name: string): string => /(\d+)$/.exec(name)?.[1] ?? '';
  const vnis = odd(
    plain,
    ({ vxlan }) => vxlan.vni,
    ({ link, vxlan }) => digits(link.name) !== String(vxlan.vni),
  );
  const groups = odd(
    plain.filter(({ vxlan }) => vxlan.group !== undefined),
    ({ vxlan }) => vxlan.group,
    () => false,
  );
  return [
    ...ports.map(({ wrong, right, peer }) =>
      finding({
        ...{ code: 'udp-port-mismatch', host: wrong.host, hosts: [peer.host], table: 'link' },
        entry: `${wrong.link.name} dstport ${wrong.vxlan.dstport}`,
        says: `${wrong.link.name} on ${hostName(wrong.host)} uses UDP port ${wrong.vxlan.dstport}; ${peer.link.name} on ${hostName(peer.host)} uses ${right}.`,
        ...show(wrong, ''),
        fix: set(wrong, `Use UDP port ${right}`, { dstport: right }),
      }),
    ),
    ...vnis.map(({ wrong, right, peer }) =>
      finding({
        ...{ code: 'vni-mismatch', host: wrong.host, hosts: [peer.host], table: 'link' },
        entry: `${wrong.link.name} id ${wrong.vxlan.vni}`,
        says: `${wrong.link.name} on ${hostName(wrong.host)} has VNI ${wrong.vxlan.vni}; ${peer.link.name} on ${hostName(peer.host)} has ${right}.`,
        ...show(wrong, ''),
        fix: set(wrong, `Use VNI ${right}`, { vni: right }),
      }),
    ),
    ...groups.map(({ wrong, right, peer }) =>
      finding({
        ...{ code: 'group-mismatch', host: wrong.host, hosts: [peer.host], table: 'link' },
        entry: `${wrong.link.name} group ${wrong.vxlan.group}`,
        says: `${wrong.link.name} on ${hostName(wrong.host)} floods to group ${wrong.vxlan.group}; ${peer.link.name} on ${hostName(peer.host)} listens to ${right}.`,
        ...show(wrong, ` group ${wrong.vxlan.group}`),
        ...(right !== undefined && { fix: set(wrong, `Use group ${right}`, { group: right }) }),
      }),
    ),
  ];
}

function alone(one: Vtep): readonly Finding[] {
  const { host, link, vxlan, neighbours } = one;
  const known = neighbours.some(({ mac, state }) => mac !== undefined && !/FAILED|INCOMPLETE|NOARP/.test(state));
  if (vxlan.proxy !== true || known) return [];
  return [
    finding({
      ...{ code: 'proxy-without-entries', host, table: 'link', entry: `${link.name} proxy` },
      says: `${link.name} on ${hostName(host)} answers ARP itself (proxy) and has no neighbour to answer with: every ARP packet is swallowed.`,
      ...show(one, ' proxy'),
      fix: set(one, `Switch proxy off on ${link.name}`, { proxy: false, l2miss: false, l3miss: false }),
    }),
  ];
}

function facing(one: Vtep, world: World): readonly Finding[] {
  const peers = world.peers.get(one) ?? [];
  return [
    ...ttlOf(one, peers),
    ...encapAstray(one, peers),
    ...peers.flatMap((peer) => [...checksum(one, peer), ...vniOf(one, peer), ...gbpOf(one, peer)]),
  ];
}

function ttlOf(one: Vtep, peers: readonly Vtep[]): readonly Finding[] {
  const { vxlan, link, host, facts } = one;
  if (typeof vxlan.ttl !== 'number' || vxlan.ttl < 1) return [];
  const routed = facts.ways.find(
    ({ target, gateway }) => gateway !== undefined && peers.some(({ locals }) => locals.includes(target)),
  );
  if (routed === undefined || vxlan.ttl > 1) return [];
  return [
    finding({
      ...{ code: 'ttl-too-small', host, hosts: peers.map((peer) => peer.host), table: 'link' },
      entry: `${link.name} ttl ${vxlan.ttl}`,
      says: `${link.name} on ${hostName(host)} sends with a TTL of ${vxlan.ttl}, and a router (${routed.gateway}) stands on the way to ${routed.target}: it drops every packet.`,
      ...show(one, ` ttl ${vxlan.ttl}`),
      fix: set(one, 'Send with a TTL of 64', { ttl: 64 }),
    }),
  ];
}

function checksum(one: Vtep, peer: Vtep): readonly Finding[] {
  const isV6 = peer.locals.some((local) => one.dsts.has(local) && familyOf(local) === 'inet6');
  if (!isV6 || one.vxlan.udp6zerocsumtx !== true || peer.vxlan.udp6zerocsumrx === true) return [];
  return [
    finding({
      ...{ code: 'udp6-zero-checksum', host: peer.host, hosts: [one.host], table: 'link' },
      entry: `${peer.link.name} noudp6zerocsumrx`,
      says: `${one.link.name} on ${hostName(one.host)} leaves out the UDP checksum over IPv6 (udp6zerocsumtx), and ${peer.link.name} on ${hostName(peer.host)} drops what has none (noudp6zerocsumrx).`,
      ...{ at: one.host, ...show(one, ' udp6zerocsumtx') },
      fix: set(one, `Send checksums from ${one.link.name} again`, { udp6zerocsumtx: false }),
    }),
  ];
}

/** What it sends by entry, by route or by itself, against what the peer lets in. */
function vniOf(one: Vtep, peer: Vtep): readonly Finding[] {
  const sent = encapsulating(one).flatMap((route) => {
    const [dst, vni] = [encapDst(route), encapVni(route)];
    return dst !== undefined && vni !== undefined && peer.locals.concat(ownDsts(one, peer)).includes(dst)
      ? [{ route, vni }]
      : [];
  });
  return sent.flatMap(({ route, vni }): Finding[] => {
    const open = peer.facts.vnis.get(peer.link.key);
    const takes =
      peer.vxlan.external !== true
        ? peer.vxlan.vni === vni
        : peer.vxlan.vnifilter !== true || open === undefined || open.some(([from, to]) => from <= vni && vni <= to);
    if (takes) return [];
    const back = peer.routes.map(encapVni).find((id) => id !== undefined);
    const entry = `${route.dst} encap ip id ${vni}`;
    const list = (open ?? []).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
    const isRoute = back !== undefined && back !== vni;
    if (isRoute) return [wrongEncap(one, peer, entry, vni, back, route)];
    return [
      finding({
        ...{ code: 'vni-not-filtered-in', host: peer.host, hosts: [one.host], table: 'vni' },
        entry: `${peer.link.name} vni ${vni}`,
        says: `${hostName(one.host)} sends with VNI ${vni}, which the filter of ${peer.link.name} on ${hostName(peer.host)} does not let in (it has ${list || 'none'}).`,
        command: at(peer.netns, `bridge vni show dev ${peer.link.name}`),
        line: `${peer.link.name} ${list}`,
        fix: command(`Let VNI ${vni} in`, peer.host, at(peer.netns, `bridge vni add dev ${peer.link.name} vni ${vni}`)),
      }),
    ];
  });
}

/** Harmless until a packet is marked: said when the peer has counted such. */
function gbpOf(one: Vtep, peer: Vtep): readonly Finding[] {
  if (one.vxlan.gbp !== true || peer.vxlan.gbp === true) return [];
  const errors = peer.facts.counters.get(peer.netns)?.get(`${peer.link.name} rx_frame_errors`) ?? 0;
  if (errors === 0) return [];
  return [
    finding({
      ...{ code: 'gbp-mismatch', host: peer.host, hosts: [one.host], table: 'link', entry: `${peer.link.name} nogbp` },
      says: `${one.link.name} on ${hostName(one.host)} marks packets (gbp), and ${peer.link.name} on ${hostName(peer.host)} drops what is marked.`,
      command: at(peer.netns, `ip -s -s link show dev ${peer.link.name}`),
      line: `RX errors: frame ${errors}`,
      fix: set(peer, `Switch gbp on for ${peer.link.name}`, { gbp: true }),
    }),
  ];
}
