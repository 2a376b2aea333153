/** Takes addresses, names of hosts and secrets out of a report: the same one becomes the same other one, and subnets stay subnets. */
import ipaddr from 'ipaddr.js';

const KEPT = /^(0\.|127\.|255\.|22[4-9]\.|23\d\.)/;
const MAC = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi;
const V4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const V6 = /(?<![0-9a-z:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![0-9a-z:.])/gi;
const SECRET =
  /\b(pass(?:word|wd|phrase)?|secret|token|api[-_]?key|psk|private[-_]?key)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;"']+)/gi;
const USER = /\b[A-Za-z0-9._-]+@(?=[A-Za-z0-9.[:-]+)/g;

/** `hosts` are ids as `ssh:ALIAS`; those of labs name nobody. */
export function redactor(hosts: readonly string[]): (text: string) => string {
  const nets4 = new Map<string, number>();
  const nets6 = new Map<string, number>();
  const macs = new Map<string, number>();
  const number = (map: Map<string, number>, key: string): number =>
    map.get(key) ?? (map.set(key, map.size + 1), map.size);
  const aliases = hosts.filter((host) => host.startsWith('ssh:')).map((host) => host.slice('ssh:'.length));
  const names = [...new Set(aliases)].sort((a, b) => b.length - a.length);
  const v4 = (ip: string): string => {
    if (KEPT.test(ip) || !ipaddr.IPv4.isValid(ip)) return ip;
    const [a, b, c, d] = ip.split('.');
    const net = number(nets4, `${a}.${b}.${c}`);
    return `198.${18 + (net >> 8)}.${net & 255}.${d}`;
  };
  const v6 = (ip: string): string => {
    if (!ipaddr.IPv6.isValid(ip) || ip === '::' || ip === '::1' || /^ff/i.test(ip)) return ip;
    const parts = ipaddr.IPv6.parse(ip).parts;
    const net = number(nets6, parts.slice(0, 4).join(':'));
    const host = parts.slice(4).some((part) => part !== 0)
      ? number(nets6, `host ${parts.slice(4).join(':')}`).toString(16)
      : '';
    return `2001:db8:${net.toString(16)}::${host}`;
  };
  const mac = (one: string): string =>
    /^(00:00:00:00:00:00|ff:ff:ff:ff:ff:ff)$/i.test(one)
      ? one
      : `02:00:00:00:${hex(number(macs, one.toLowerCase()) >> 8)}:${hex(number(macs, one.toLowerCase()))}`;
  return (text) => {
    const plain = text.replace(SECRET, '$1$2…').replace(USER, 'user@');
    const named = names.reduce(
      (done, name, at) => done.replaceAll(new RegExp(`(?<![\\w.-])${literal(name)}(?![\\w.-])`, 'g'), `host${at + 1}`),
      plain,
    );
    return named.replace(MAC, mac).replace(V6, v6).replace(V4, v4);
  };
}

function hex(value: number): string {
  return (value & 255).toString(16).padStart(2, '0');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Every text within, keys of objects apart. */
export function redacted<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => redacted(one, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redacted<unknown>(one, redact)])) as T;
}
