import ipaddr from 'ipaddr.js';
import * as v from 'valibot';
import type { HostId } from './host.ts';
import './schema-words.ts';

/**
 * The field schemas that Steps and Intents share. They are strict on purpose: a value that passes
 * is safe to stand in an argv on its own (no leading dash, no path, no space, nothing `ip` could read as a keyword's file).
 * Interface names are at most 15 bytes (IFNAMSIZ, linux/if.h).
 */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/;
const NETNS_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

export const Ifname = v.pipe(
  v.string(),
  v.regex(NAME, 'must be 1 to 15 letters, digits, ".", "_" or "-", and not start with "." or "-"'),
  v.check((name) => name !== '.' && name !== '..', 'must not be a path'),
);
/** A named namespace; never empty. */
export const NetnsName = v.pipe(
  v.string(),
  v.regex(NETNS_NAME, 'must be 1 to 64 letters, digits, ".", "_" or "-", and not start with "." or "-"'),
);
/** Where a step happens: a named namespace, or the empty string for the host's own. */
export const NetnsRef = v.union([v.literal(''), NetnsName], 'must be empty or the name of a namespace');
export const Mac = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'must be a MAC address like 02:00:00:00:00:01'),
);
export const IpAddress = v.pipe(
  v.string(),
  v.check((text) => isIp(text), 'must be an IPv4 or IPv6 address'),
);
export const Cidr = v.pipe(
  v.string(),
  v.check((text) => isCidr(text), 'must be an address with a prefix length, like 10.0.0.1/24'),
);
export const Vni = v.pipe(
  v.number('must be a whole number'),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be 1 to 16777215'),
  v.maxValue(16777215, 'must be 1 to 16777215'),
);
export const UdpPort = v.pipe(
  v.number('must be a whole number'),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be 1 to 65535'),
  v.maxValue(65535, 'must be 1 to 65535'),
);
/** Bytes; 68 is the least IPv4 allows (RFC 791). */
export const Mtu = v.pipe(
  v.number('must be a whole number'),
  v.integer('must be a whole number'),
  v.minValue(68, 'must be 68 to 65535'),
  v.maxValue(65535, 'must be 68 to 65535'),
);
/** How a link makes its IPv6 addresses (ip-link(8), `addrgenmode`). */
export const GEN_MODES = ['none', 'eui64', 'stable_secret', 'random'] as const;

/** A name of `/etc/iproute2/rt_scopes` (global, site, link, host, nowhere) or a number: all of them are legal for addresses and routes. */
export const Scope = v.pipe(
  v.string(),
  v.regex(
    /^(global|site|link|host|nowhere|[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])$/,
    'must be global, site, link, host or a number up to 255',
  ),
);

/** Of the nexthop object that a route or an entry leads through: by anything else the kernel would not find it. */
export const Nhid = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4294967295));

/** Any that a link may have by itself, also a loopback's 65536: what stood there must be possible to set back. */
export const AnyMtu = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647));

export function isIp(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
  );
}

export function isCidr(text: string): boolean {
  const [address = '', length = '', more] = text.split('/');
  if (more !== undefined || !isIp(address) || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (address.includes(':') ? 128 : 32);
}

export const HostIdSchema = v.custom<HostId>(
  (text) => typeof text === 'string' && /^(local|lab:[A-Za-z0-9_.-]{1,63}|ssh:[A-Za-z0-9_.@:[\]-]{1,255})$/.test(text),
  'must be a host such as lab:alpha',
);
