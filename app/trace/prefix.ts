/** Whether an address lies in a prefix. What is no prefix or no address holds nothing: tables come from other machines. */
import ipaddr from 'ipaddr.js';
import { networkOf } from '../base/ip.ts';

export function holds(prefix: string, ip: string): boolean {
  if (prefix === 'default') return true;
  const slash = prefix.indexOf('/');
  const base = slash < 0 ? prefix : prefix.slice(0, slash);
  const six = ip.includes(':');
  if (base.includes(':') !== six) return false;
  const length = slash < 0 ? (six ? 128 : 32) : Number(prefix.slice(slash + 1));
  return six ? holds6(base, length, ip) : holds4(base, length, ip);
}

/** Ten thousand routes are asked for each hop: numbers, not objects. */
function holds4(base: string, length: number, ip: string): boolean {
  const [a, b] = [numberOf(base), numberOf(ip)];
  if (a === undefined || b === undefined || !(length >= 0 && length <= 32)) return false;
  return length === 0 || (a ^ b) >>> (32 - length) === 0;
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

function holds6(base: string, length: number, ip: string): boolean {
  if (!ipaddr.IPv6.isValid(base) || !ipaddr.IPv6.isValid(ip) || !(length >= 0 && length <= 128)) return false;
  return ipaddr.IPv6.parse(ip).match(ipaddr.IPv6.parse(base), length);
}

/** The subnet of an address; undefined where it is no address. */
export function subnetOf(ip: string, length: number): string | undefined {
  const most = ip.includes(':') ? 128 : 32;
  if (!ipaddr.isValid(ip) || !Number.isInteger(length) || length < 0 || length > most) return undefined;
  return ip.includes(':') || numberOf(ip) !== undefined ? networkOf(`${ip}/${length}`) : undefined;
}
