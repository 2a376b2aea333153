/** Which devices only wrap packets that leave by another one: a tunnel over them is a tunnel inside a tunnel. */
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';

/** A device of a host whose packets, all or some, travel through a tunnel. */
export interface TunnelUnder {
  readonly dev: string;
  /** What it is, with an article: `a WireGuard tunnel`, `a bridge over vx1, a VXLAN tunnel`. */
  readonly what: string;
  /** Bytes it carries. */
  readonly mtu: number;
}

/** Kinds as `ip -d link` names them (`info_kind`), in words. */
const TUNNELS: Readonly<Record<string, string>> = {
  vxlan: 'a VXLAN tunnel',
  geneve: 'a Geneve tunnel',
  bareudp: 'a bare UDP tunnel',
  gre: 'a GRE tunnel',
  gretap: 'a GRE tunnel',
  erspan: 'an ERSPAN tunnel',
  ip6gre: 'a GRE tunnel',
  ip6gretap: 'a GRE tunnel',
  ip6erspan: 'an ERSPAN tunnel',
  ipip: 'an IPIP tunnel',
  sit: 'a SIT tunnel',
  ip6tnl: 'an IPv6 tunnel',
  vti: 'an IPsec tunnel',
  vti6: 'an IPsec tunnel',
  xfrm: 'an IPsec tunnel',
  wireguard: 'a WireGuard tunnel',
  ovpn: 'an OpenVPN tunnel',
  tun: 'a TUN device of a VPN',
  gtp: 'a GTP tunnel',
  batadv: 'a B.A.T.M.A.N. mesh',
};

/** Undefined for what carries packets itself, and for a name that the host does not have. */
export function tunnelUnder(tables: Tables, dev: string): TunnelUnder | undefined {
  const links = tables.link.filter(({ netns }) => netns === HOST_NETNS);
  const link = links.find(({ name }) => name === dev);
  const what = link && whatOf(link, links, new Set());
  return link && what !== undefined ? { dev, what, mtu: link.mtu } : undefined;
}

function whatOf(link: Link, links: readonly Link[], seen: Set<string>): string | undefined {
  if (seen.has(link.name)) return undefined;
  seen.add(link.name);
  if (link.kind in TUNNELS && !isTap(link)) return TUNNELS[link.kind];
  for (const below of belowOf(link, links)) {
    const what = whatOf(below, links, seen);
    if (what !== undefined) return `a ${link.kind} over ${below.name}, ${what}`;
  }
  return undefined;
}

/** What a device sends through: its ports, the device below it, and the bridge that the other end of a cable is in. */
function belowOf(link: Link, links: readonly Link[]): readonly Link[] {
  if (link.kind === 'vrf') return [];
  const ports = links.filter(({ master }) => master === link.name);
  const peer = links.find(({ name }) => name === link.peer);
  if (peer === undefined) return ports;
  return [...ports, ...(link.kind === 'veth' ? links.filter(({ name }) => name === peer.master) : [peer])];
}

/** A virtual machine's network card is of kind `tun` too, in the mode that carries Ethernet frames. */
function isTap({ kind, raw }: Link): boolean {
  const info = raw['linkinfo'] as { readonly info_data?: { readonly type?: unknown } } | undefined;
  return kind === 'tun' && info?.info_data?.type === 'tap';
}
