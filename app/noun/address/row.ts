import { at } from '../named.ts';
import type { DurableRow } from '../noun.ts';
import { canonicalIp } from '../../base/ip.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Link } from '../link/row.ts';

/** An IP address on a link (ip-address(8)). */
export interface Address {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly family: 'inet' | 'inet6';
  /** The address itself, without prefix length. */
  readonly local: string;
  readonly prefixlen: number;
  /** The far end of a point-to-point address. */
  readonly peer?: string;
  readonly scope: string;
  readonly label?: string;
  /** `dynamic`, `tentative`, `noprefixroute`, … as printed. */
  readonly flags: readonly string[];
  readonly raw: JsonObject;
}

export function addressKey(netns: string, dev: string, local: string, prefixlen: number): string {
  return `${netns}|${dev}|${local}/${prefixlen}`;
}

/** 127.0.0.1/8 and ::1: the kernel gives them to a loopback that comes up. */
export function isHostLoopback({ dev, local, prefixlen }: Pick<Address, 'dev' | 'local' | 'prefixlen'>): boolean {
  return dev === 'lo' && ((local === '127.0.0.1' && prefixlen === 8) || local === '::1');
}

/** Without what comes by itself: link-local addresses appear with the carrier (addrconf), on every version without a mark that says who made them. */
export function durableAddresses(rows: readonly Address[]): readonly DurableRow[] {
  return rows.filter(({ family, scope }) => !(family === 'inet6' && scope === 'link')).map(durableAddress);
}

const PASSING_ADDRESS_FLAGS = ['tentative', 'optimistic', 'dadfailed', 'deprecated'];

function durableAddress({ raw: _, ...row }: Address): DurableRow {
  const flags = row.flags.filter((flag) => !PASSING_ADDRESS_FLAGS.includes(flag));
  return { ...row, flags, name: at(`${row.local}/${row.prefixlen} on ${row.dev}`, row.netns) };
}

/** Not a link-local one that came with the carrier, nor the loopback's own, nor one with a lifetime. */
export function isSetAddress(row: Address): boolean {
  if (isHostLoopback(row) || row.flags.includes('dynamic')) return false;
  return !(row.family === 'inet6' && row.scope === 'link');
}

/**
 * A link-local address that somebody set: the kernel makes none where `addrgenmode` is none, else the one of the device's own MAC
 * (RFC 4291, appendix A). One of a MAC that the device had before counts as well: it would not come by itself any more.
 */
export function isOwnLinkLocal(row: Address, link: Pick<Link, 'mac' | 'addrgenmode'> | undefined): boolean {
  if (row.family !== 'inet6' || row.scope !== 'link' || row.flags.includes('dynamic') || link === undefined)
    return false;
  const mode = link.addrgenmode ?? 'eui64';
  if (mode === 'none') return true;
  return mode === 'eui64' && link.mac !== undefined && (row.local !== linkLocalOf(link.mac) || row.prefixlen !== 64);
}

function linkLocalOf(mac: string): string {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const word = (high: number, low: number): string => (high * 256 + low).toString(16);
  return canonicalIp(`fe80::${word(a ^ 2, b)}:${word(c, 0xff)}:${word(0xfe, d)}:${word(e, f)}`);
}
