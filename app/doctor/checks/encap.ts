/** Routes that encapsulate by themselves, through an external device: to which host, with which VNI. */
import { contains } from '../../base/ip.ts';
import { hostName } from '../../base/host.ts';
import type { Route } from '../../noun/route/row.ts';
import { at, command, finding, type Finding, type Fix } from '../finding.ts';
import { encapDst, encapVni, networkOfAddress, type Vtep } from '../world.ts';

const encaps = new WeakMap<Vtep, readonly Route[]>();

export function encapsulating(one: Vtep): readonly Route[] {
  const known = encaps.get(one) ?? one.routes.filter((route) => encapDst(route) !== undefined);
  encaps.set(one, known);
  return known;
}

export function wrongEncap(one: Vtep, peer: Vtep, entry: string, vni: number, right: number, row: Route): Finding {
  return finding({
    ...{ code: 'encap-vni-wrong', host: one.host, hosts: [peer.host], table: 'route', entry },
    says: `A route of ${hostName(one.host)} through ${one.link.name} encapsulates with VNI ${vni}; ${hostName(peer.host)} takes and sends ${right}.`,
    command: at(one.netns, `ip route show dev ${one.link.name}`),
    line: encapLine(one, row),
    fix: encapAgain(one, row, right, encapDst(row) ?? ''),
  });
}

/** A route's gateway is a peer's tunnel, and its packets go to a host that is none of the peers. */
export function encapAstray(one: Vtep, peers: readonly Vtep[]): readonly Finding[] {
  return encapsulating(one).flatMap((row): Finding[] => {
    const dst = encapDst(row);
    const peer = peers.find(({ addresses }) => addresses.some(({ local }) => local === row.gateway));
    if (dst === undefined || peer === undefined || ownDsts(one, peer).includes(dst)) return [];
    const back = farEnd(one, peer);
    const vni = encapVni(row);
    return [
      finding({
        ...{ code: 'encap-dst-wrong', host: one.host, hosts: [peer.host], table: 'route' },
        entry: `${row.dst} encap ip id ${vni ?? ''} dst ${dst}`,
        says: `A route of ${hostName(one.host)} through ${one.link.name} sends what is for ${row.gateway ?? ''} (${hostName(peer.host)}) to ${dst}, which that host does not have.`,
        command: at(one.netns, `ip route show dev ${one.link.name}`),
        line: encapLine(one, row),
        ...(back !== undefined && vni !== undefined && { fix: encapAgain(one, row, vni, back) }),
      }),
    ];
  });
}

function encapLine({ link }: Vtep, row: Route): string {
  const { dst, gateway = '' } = row;
  return `${dst} encap ip id ${encapVni(row) ?? ''} dst ${encapDst(row) ?? ''} via ${gateway} dev ${link.name}`;
}

function encapAgain(one: Vtep, { dst, gateway, flags, metric, table }: Route, vni: number, far: string): Fix {
  const words = [
    'ip route replace',
    dst,
    'encap ip id',
    vni,
    'dst',
    far,
    ...(gateway === undefined ? [] : ['via', gateway]),
    'dev',
    one.link.name,
    ...(metric === undefined ? [] : ['metric', metric]),
    ...(table === 'main' ? [] : ['table', table]),
    ...(flags.includes('onlink') ? ['onlink'] : []),
  ];
  return command(`Send it to ${far} with VNI ${vni}`, one.host, at(one.netns, words.join(' ')));
}

/** The peer's underlay address: in the subnet of one that the peer itself sends to here. */
function farEnd(one: Vtep, peer: Vtep): string | undefined {
  const mine = one.facts.tables.address.filter(({ netns, local }) => netns === one.outer && peer.dsts.has(local));
  const theirs = peer.facts.tables.address.filter(({ netns, scope }) => netns === peer.outer && scope === 'global');
  const near = theirs.find(({ local }) => mine.some((row) => contains(networkOfAddress(row), local)));
  return near?.local;
}

/** Addresses of the peer's host that this one names: an external device has no `local`. */
export function ownDsts(one: Vtep, peer: Vtep): readonly string[] {
  const own = new Set(peer.facts.tables.address.map(({ local }) => local));
  return [...one.dsts].filter((dst) => own.has(dst));
}
