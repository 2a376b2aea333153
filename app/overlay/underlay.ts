/** Which link and address of a host a tunnel to another host would leave from. */
import type { Address } from '../model/address.ts';
import type { Link } from '../model/link.ts';
import { HOST_NETNS } from '../model/netns.ts';
import type { Tables } from '../model/snapshot.ts';
import { contains, familyOf, networkOf } from '../plan/ip.ts';

export interface Underlay {
  readonly dev: string;
  readonly address: string;
  readonly mtu: number;
}

/** Bytes that VXLAN adds around an inner packet: outer IP (20 or 40), UDP 8, VXLAN 8, inner Ethernet 14 (RFC 7348 §5). */
export function overheadOf(address: string): number {
  return familyOf(address) === 'inet6' ? 70 : 50;
}

/** Every usable underlay of a host, the likeliest first: links with the default route, then IPv4, in the kernel's order. */
export function underlaysOf(tables: Tables): readonly Underlay[] {
  const defaults = new Set(
    tables.route.filter((row) => row.netns === HOST_NETNS && row.dst === 'default').map((row) => row.dev),
  );
  const found = tables.address.flatMap((address) => {
    const link = tables.link.find((row) => row.netns === HOST_NETNS && row.name === address.dev);
    return link !== undefined && isUsable(address, link)
      ? [{ dev: link.name, address: address.local, mtu: link.mtu }]
      : [];
  });
  const rank = (one: Underlay): number => (defaults.has(one.dev) ? 0 : 2) + (familyOf(one.address) === 'inet' ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

/** The pair of underlays that share a subnet, else the likeliest of each of the same family. */
export function pairUnderlays(a: Tables, b: Tables): readonly [Underlay, Underlay] | undefined {
  const [as, bs] = [underlaysOf(a), underlaysOf(b)];
  for (const one of as) {
    const address = a.address.find((row) => row.netns === HOST_NETNS && row.local === one.address);
    const prefix = networkOf(`${one.address}/${address?.prefixlen ?? 32}`);
    const other = bs.find((row) => row.address !== one.address && contains(prefix, row.address));
    if (other !== undefined) return [one, other];
  }
  for (const one of as) {
    const other = bs.find((row) => familyOf(row.address) === familyOf(one.address) && row.address !== one.address);
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

/** Tunnels, bridges and what is down carry no underlay; neither do loopback and link-local addresses. */
function isUsable(address: Address, link: Link): boolean {
  if (address.netns !== HOST_NETNS || address.scope !== 'global') return false;
  return link.up && link.kind !== 'loopback' && link.vxlan === undefined;
}
