/** Questions about IP addresses and prefixes, as text in and out. The arithmetic is ipaddr.js's. */
import ipaddr from 'ipaddr.js';

export type Family = 'inet' | 'inet6';

export function familyOf(ip: string): Family {
  return ip.includes(':') ? 'inet6' : 'inet';
}

/** `10.0.0.1/24` → its address in canonical form and its length. The text must have passed `Cidr`. */
export function splitCidr(cidr: string): { readonly ip: string; readonly length: number } {
  const [ip = '', length = ''] = cidr.split('/');
  return { ip: canonicalIp(ip), length: Number(length) };
}

/** IPv6 in the short form that the kernel prints (RFC 5952). */
export function canonicalIp(ip: string): string {
  // IPv4 has passed `IpAddress`, which takes the canonical form only.
  return ip.includes(':') ? ipaddr.IPv6.parse(ip).toRFC5952String() : ip;
}

/** The prefix that an address stands in: `10.0.0.7/24` → `10.0.0.0/24`. */
export function networkOf(cidr: string): string {
  const { ip, length } = splitCidr(cidr);
  const network = ip.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(`${ip}/${length}`)
    : ipaddr.IPv4.networkAddressFromCIDR(`${ip}/${length}`);
  return `${canonicalIp(network.toString())}/${length}`;
}

/** Whether an address lies in a prefix; never across families. */
export function contains(prefix: string, ip: string): boolean {
  if (familyOf(prefix) !== familyOf(ip)) return false;
  const { ip: base, length } = splitCidr(prefix);
  return ipaddr.parse(ip).match(ipaddr.parse(base), length);
}

/** Whether two prefixes share an address. */
export function overlap(a: string, b: string): boolean {
  return contains(a, splitCidr(b).ip) || contains(b, splitCidr(a).ip);
}

/** Whether an address can be given to a machine: not the network's own and not its broadcast address (IPv4, shorter than /31). */
export function isHostAddress(cidr: string): boolean {
  const { ip, length } = splitCidr(cidr);
  if (ip.includes(':') || length >= 31) return true;
  const network = splitCidr(networkOf(cidr)).ip;
  return ip !== network && ip !== ipaddr.IPv4.broadcastAddressFromCIDR(`${ip}/${length}`).toString();
}

/** A prefix as `ip route` prints it: without `/32` or `/128`, and `default` for everything. */
export function printedPrefix(prefix: string): string {
  if (prefix === 'default') return prefix;
  const { ip, length } = splitCidr(prefix);
  if (length === 0) return 'default';
  return length === (ip.includes(':') ? 128 : 32) ? ip : `${ip}/${length}`;
}

/** The lowest bit of the first octet marks a group address (IEEE 802). */
export function isGroupMac(mac: string): boolean {
  return (parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** RFC 5771, RFC 4291 §2.7; false for what is no address. */
export function isMulticast(ip: string): boolean {
  return /^(22[4-9]|23\d)\.|^ff[\da-f]{2}:/i.test(ip);
}
