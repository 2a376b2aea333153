/**
 * What the network between two hosts means for a link. Errors are what must fail: a port that is taken, an address that the
 * kernel says nobody has. What a filter could also explain is a warning; what could not be asked is said and holds nothing up.
 */
import { hostName } from '../base/host.ts';
import { familyOf } from '../base/ip.ts';
import type { UdpSocket } from '../problem/reach.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';
import type { LinkSide } from './link-intent.ts';
import { overheadOf } from './underlay.ts';
import { pairOf, pathMtu, type UnderlayCheck, type UnderlayPair, type UnderlayWay } from './underlay-check.ts';

/** The part of a link that the underlay decides about; a form that is half typed has it too. */
export interface UnderlayWish {
  readonly port: number;
  readonly mtu: number;
  readonly sides: readonly [WishSide, WishSide];
}
type WishSide = Pick<LinkSide, 'host' | 'underlayDev' | 'underlayAddress'>;

/** Says nothing about addresses that the check did not ask. */
export function judgeUnderlay(wish: UnderlayWish, check: UnderlayCheck): readonly Problem[] {
  const [a, b] = wish.sides;
  const pair = pairOf(check, [a.underlayAddress, b.underlayAddress]);
  return [
    ...judgePort(wish, check),
    ...(pair === undefined ? [] : [...judgeWay(a, b, 1, pair.ways[0]), ...judgeWay(b, a, 0, pair.ways[1])]),
    ...(pair === undefined ? [] : judgeMtu(wish, pair)),
  ];
}

/** From one side to the other; said on the label of the address that is to be reached. */
function judgeWay(from: WishSide, to: WishSide, index: 0 | 1, there: UnderlayWay): readonly Problem[] {
  const { reach, way } = there;
  const facts = { from: hostName(from.host), to: hostName(to.host), address: to.underlayAddress };
  const say = (code: ProblemCode, severity: Problem['severity'], reason = ''): Problem =>
    said(code, severity, { field: `sides.${index}.underlayAddress`, host: to.host }, { ...facts, reason });
  // Without a route ping is merely silent where it is told the address to send from (iputils 20221126).
  if (way === 'none' && reach.state !== 'answered')
    return [say('underlay-unreachable', 'error', 'it has no route there')];
  const route = there.tunnel ? judgeTunnel(from, to, index, there) : judgeRoute(from, to, index, way);
  switch (reach.state) {
    case 'answered':
      return route;
    case 'unreachable':
      return [say('underlay-unreachable', 'error', reach.why), ...route];
    case 'silent':
      return [say('underlay-silent', 'warning'), ...route];
    case 'unknown':
      return [say('underlay-not-checked', 'info', reach.why), ...route];
  }
}

/** A tunnel is bound to its device: where the kernel would take another one, its packets do not follow the route. */
function judgeRoute(from: WishSide, to: WishSide, index: 0 | 1, way: UnderlayWay['way']): readonly Problem[] {
  if (way === undefined || way === 'none' || way.dev === from.underlayDev || way.dev === 'lo') return [];
  const facts = { from: hostName(from.host), address: to.underlayAddress, dev: way.dev, wanted: from.underlayDev };
  return [said('underlay-other-way', 'warning', { field: `sides.${1 - index}.underlayDev`, host: from.host }, facts)];
}

/** The device itself is a tunnel, or another tunnel covers the address: named, and never what to choose. */
function judgeTunnel(from: WishSide, to: WishSide, index: 0 | 1, { tunnel, network }: UnderlayWay): readonly Problem[] {
  if (tunnel === undefined) return [];
  const most = tunnel.mtu - overheadOf(to.underlayAddress);
  const where = { field: `sides.${1 - index}.underlayDev`, host: from.host };
  const facts = { from: hostName(from.host), address: to.underlayAddress, dev: tunnel.dev, what: tunnel.what, most };
  if (tunnel.dev === from.underlayDev) return [said('underlay-in-tunnel', 'warning', where, facts)];
  const wanted = from.underlayDev;
  const repair =
    network === undefined
      ? `add a route to ${to.underlayAddress} through ${wanted}`
      : `run "ip route add ${network} dev ${wanted}"`;
  return [said('underlay-behind-tunnel', 'warning', where, { ...facts, wanted, repair })];
}

function judgeMtu({ mtu, sides }: UnderlayWish, pair: UnderlayPair): readonly Problem[] {
  const [there] = pair.ways;
  const names = (at: 0 | 1): Problem['facts'] => ({
    from: hostName(sides[at].host),
    to: hostName(sides[at ? 0 : 1].host),
  });
  const where = { field: 'mtu' };
  const path = pathMtu(pair);
  if (path === undefined) {
    const at = there.unmeasured === undefined ? 1 : 0;
    const reason = pair.ways[at].unmeasured;
    return reason === undefined ? [] : [said('underlay-mtu-not-checked', 'info', where, { ...names(at), reason })];
  }
  const overhead = overheadOf(sides[0].underlayAddress);
  if (mtu + overhead <= path) return [];
  const facts = { ...names(there.largest === path ? 0 : 1), path, overhead, most: path - overhead };
  return [said('underlay-path-mtu', 'warning', where, facts)];
}

/** A vxlan device binds its port on every address of its family when it is set up (vxlan_open), and fails where one is taken. */
function judgePort({ port, sides }: UnderlayWish, { foreign }: UnderlayCheck): readonly Problem[] {
  return sides.flatMap(({ host, underlayAddress }, index) => {
    const seen = foreign[index as 0 | 1];
    const where = { field: 'port', host };
    const facts = { port, host: hostName(host) };
    if ('why' in seen) return [said('underlay-port-not-checked', 'info', where, { ...facts, reason: seen.why })];
    const holder = seen.sockets.find((one) => one.port === port && stands(one, underlayAddress));
    if (holder === undefined) return [];
    return [said('underlay-port-taken', 'error', where, { ...facts, program: holder.program ?? 'another program' })];
  });
}

/** `*` is a socket of both families; the tunnel's own IPv6 socket is for IPv6 only. */
function stands({ address }: UdpSocket, underlay: string): boolean {
  return address === '*' || (address.includes(':') ? 'inet6' : 'inet') === familyOf(underlay);
}

function said(
  code: ProblemCode,
  severity: Problem['severity'],
  where: Problem['where'],
  facts: Problem['facts'],
): Problem {
  return { code, severity, where, facts, retry: true };
}
