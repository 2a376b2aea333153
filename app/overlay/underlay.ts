/** Which link and address of a host a tunnel to another host would leave from. */
import type { Address } from '../noun/address/row.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { contains, familyOf, networkOf } from '../base/ip.ts';
import { tunnelUnder, type TunnelUnder } from './tunnel-under.ts';

export interface Underlay {
  readonly dev: string;
  readonly address: string;
  readonly mtu: number;
  /** Where its device only wraps what leaves by another: to be taken when there is no other way. */
  readonly tunnel?: TunnelUnder;
}

/** Bytes that VXLAN adds around an inner packet: outer IP (20 or 40), UDP 8, VXLAN 8, inner Ethernet 14 (RFC 7348 §5). */
export function overheadOf(address: string): number {
  return familyOf(address) === 'inet6' ? 70 : 50;
}

/**
 * Every usable underlay of a host, the likeliest first: what is no tunnel itself, then links with the default route, then
 * IPv4, in the kernel's order.
 */
export function underlaysOf(tables: Tables): readonly Underlay[] {
  const defaults = new Set(
    tables.route.filter((row) => row.netns === HOST_NETNS && row.dst === 'default').map((row) => row.dev),
  );
  const found = tables.address.flatMap((address) => {
    const link = tables.link.find((row) => row.netns === HOST_NETNS && row.name === address.dev);
    return link !== undefined && isUsable(address, link) ? [underlayOn(tables, link, address.local)] : [];
  });
  const rank = (one: Underlay): number =>
    (one.tunnel ? 4 : 0) + (defaults.has(one.dev) ? 0 : 2) + (familyOf(one.address) === 'inet' ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

export function underlayOn(tables: Tables, { name, mtu }: Link, address: string): Underlay {
  const tunnel = tunnelUnder(tables, name);
  return { dev: name, address, mtu, ...(tunnel && { tunnel }) };
}

/** The pair of underlays that share a subnet, else the likeliest of each of the same family; through tunnels only where nothing else fits. */
export function pairUnderlays(a: Tables, b: Tables): readonly [Underlay, Underlay] | undefined {
  const [as, bs] = [underlaysOf(a), underlaysOf(b)];
  const plain = pairAmong(a, as.filter(isPlain), bs.filter(isPlain));
  return plain ?? pairAmong(a, as, bs);
}

export function isPlain({ tunnel }: Underlay): boolean {
  return tunnel === undefined;
}

function pairAmong(
  a: Tables,
  as: readonly Underlay[],
  bs: readonly Underlay[],
): readonly [Underlay, Underlay] | undefined {
  for (const one of as) {
    const network = networkAround(a, one.address);
    const other = bs.find((row) => row.address !== one.address && contains(network, row.address));
    if (other !== undefined) return [one, other];
  }
  for (const one of as) {
    const other = bs.find((row) => familyOf(row.address) === familyOf(one.address) && row.address !== one.address);
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

/** The network that an address of the host stands in. */
export function networkAround(tables: Tables, address: string): string {
  const row = tables.address.find(({ netns, local }) => netns === HOST_NETNS && local === address);
  return networkOf(`${address}/${row?.prefixlen ?? (familyOf(address) === 'inet' ? 32 : 128)}`);
}

/** What is down carries no underlay; neither do loopback and link-local addresses. */
function isUsable(address: Address, link: Link): boolean {
  return address.netns === HOST_NETNS && address.scope === 'global' && link.up && link.kind !== 'loopback';
}
