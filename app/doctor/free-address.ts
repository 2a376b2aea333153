/** An address of a subnet that nobody has. */
import ipaddr from 'ipaddr.js';
import { contains, isHostAddress, networkOf, splitCidr } from '../base/ip.ts';

/** Subnets may be as large as they like: only so many are tried. */
const MOST_TRIED = 1024;

/** The next one after that address which is not taken, with its length. */
export function freeIn(address: string, taken: ReadonlySet<string>): string | undefined {
  const { ip, length } = splitCidr(address);
  const network = networkOf(address);
  const bytes = ipaddr.parse(ip).toByteArray();
  for (let tried = 0; tried < MOST_TRIED; tried += 1) {
    for (let at = bytes.length - 1; at >= 0; at -= 1) {
      bytes[at] = ((bytes[at] ?? 0) + 1) & 0xff;
      if (bytes[at] !== 0) break;
    }
    const next = ipaddr.fromByteArray(bytes);
    const text = next instanceof ipaddr.IPv6 ? next.toRFC5952String() : next.toString();
    if (!contains(network, text)) return undefined;
    if (!taken.has(text) && isHostAddress(`${text}/${length}`)) return `${text}/${length}`;
  }
  return undefined;
}
