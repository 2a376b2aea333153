/** Where the packets of a tunnel travel: the namespace it was made in, and the device there. */
import type { Address } from '../noun/address/row.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { VxlanOptions } from '../noun/vxlan/row.ts';

/** A device that was moved says the id of its first namespace as its present one counts them; only the host's own counting is known. */
export function madeIn({ netns, peerNsid }: Link, tables: Tables): string {
  if (peerNsid === undefined) return netns;
  if (netns !== HOST_NETNS) return HOST_NETNS;
  return tables.netns.find(({ nsid }) => nsid === peerNsid)?.name ?? netns;
}

/** Without `dev`: the device that has `local`. */
export function underOf(
  { local }: VxlanOptions,
  outer: string,
  addresses: readonly Address[],
  links: ReadonlyMap<string, Link>,
): Link | undefined {
  const row = local === undefined ? undefined : addresses.find((one) => one.netns === outer && one.local === local);
  return row === undefined ? undefined : links.get(`${outer}|${row.dev}`);
}
