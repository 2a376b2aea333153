/** Which vxlan device keeps a UDP port to itself. */
import type { Link } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { familyOf } from '../base/ip.ts';

/**
 * Devices share the socket of a port only where these agree (VXLAN_F_RCV_FLAGS, linux/drivers/net/vxlan); linking sets none
 * of them. The second is refused when it is set up: "Address already in use" (kernel 6.18).
 */
const UNSHARED = ['external', 'vnifilter', 'gbp', 'gpe', 'remcsumrx', 'udp6zerocsumrx'] as const;

export interface PortHolder {
  readonly name: string;
  /** The option that keeps others out. */
  readonly option: string;
}

/** A device whose socket of that port no plain device of the family of `address` can share. */
export function portHolder(tables: Tables, port: number, address: string): PortHolder | undefined {
  for (const link of tables.link) {
    const option = UNSHARED.find((one) => link.vxlan?.[one] === true);
    if (option !== undefined && link.vxlan?.dstport === port && hasFamily(link, address))
      return { name: link.name, option };
  }
  return undefined;
}

/** An external device opens a socket of each family, the others one of their own addresses' family, IPv4 where they have none. */
function hasFamily({ vxlan }: Link, address: string): boolean {
  if (vxlan?.external === true) return true;
  return familyOf(vxlan?.local ?? vxlan?.remote ?? vxlan?.group ?? '0.0.0.0') === familyOf(address);
}
