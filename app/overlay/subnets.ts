/** Counting in prefixes: their nth address, their nth subnet. Families are kept apart by their length, 32 or 128 bits. */
import ipaddr from 'ipaddr.js';
import { canonicalIp, familyOf, networkOf, splitCidr } from '../base/ip.ts';

export function bitsOf(ip: string): 32 | 128 {
  return familyOf(ip) === 'inet' ? 32 : 128;
}

/** `10.42.1.0/24` and 2 → `10.42.1.2`. The index must fit. */
export function addressIn(prefix: string, index: number): string {
  const base = splitCidr(networkOf(prefix)).ip;
  return textOf(valueOf(base) + BigInt(index), bitsOf(base));
}

/** `10.42.0.0/16`, length 24 and 1 → `10.42.1.0/24`. */
export function subnetIn(prefix: string, length: number, index: number): string {
  const base = splitCidr(networkOf(prefix)).ip;
  const size = 1n << BigInt(bitsOf(base) - length);
  return `${textOf(valueOf(base) + size * BigInt(index), bitsOf(base))}/${length}`;
}

/** The longest prefix that covers all of them; `undefined` across families or without any. */
export function coverOf(prefixes: readonly string[]): string | undefined {
  const [first, ...others] = prefixes;
  if (first === undefined || others.some((one) => familyOf(one) !== familyOf(first))) return undefined;
  const bits = bitsOf(first);
  const values = prefixes.map((one) => valueOf(splitCidr(networkOf(one)).ip));
  let length = Math.min(...prefixes.map((one) => splitCidr(one).length));
  const lead = (value: bigint): bigint => value >> BigInt(bits - length);
  while (length > 0 && values.some((value) => lead(value) !== lead(values[0] ?? 0n))) length -= 1;
  return networkOf(`${splitCidr(first).ip}/${length}`);
}

function valueOf(ip: string): bigint {
  return ipaddr
    .parse(ip)
    .toByteArray()
    .reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function textOf(value: bigint, bits: 32 | 128): string {
  const bytes = Array.from({ length: bits / 8 }, (_, at) => Number((value >> BigInt(bits - 8 * (at + 1))) & 0xffn));
  return canonicalIp(ipaddr.fromByteArray(bytes).toString());
}
