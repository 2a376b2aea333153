/** Which route of a namespace takes a packet: rules in order, then the longest prefix of each table (ip-rule(8), ip-route(8)). */
import type { JsonObject } from '../base/json.ts';
import type { Route } from '../noun/route/row.ts';
import { contains, familyOf } from '../base/ip.ts';
import type { HostFacts } from './facts.ts';

export interface Packet {
  readonly dst: string;
  readonly from?: string;
  readonly iif?: string;
}

export interface Taken {
  readonly route: Route;
  /** The rule that chose the table, where it is none of the three that always stand. */
  readonly rule?: JsonObject;
}

const STANDARD = ['local', 'main', 'default'];

/** Fields of a rule that are no question to the packet, or that are answered here. */
const KNOWN = [
  'priority',
  'src',
  'srclen',
  'dst',
  'dstlen',
  'iif',
  'table',
  'protocol',
  'action',
  'not',
  'flags',
  'suppress_prefixlen',
];

export function lookup({ tables, rules }: HostFacts, netns: string, packet: Packet): Taken | undefined {
  const family = familyOf(packet.dst);
  const routes = tables.route.filter((one) => one.netns === netns && one.family === family && covers(one, packet.dst));
  const asked = rules.filter((one) => one.netns === netns && one.family === family).map(({ rule }) => rule);
  const order: readonly JsonObject[] = asked.length > 0 ? asked : STANDARD.map((table) => ({ table, src: 'all' }));
  for (const rule of order) {
    if (!matches(rule, packet)) continue;
    const action = rule['action'];
    if (action === 'blackhole' || action === 'unreachable' || action === 'prohibit')
      return { route: nowhere(netns, family, action), rule };
    const found = best(routes, String(rule['table'] ?? ''));
    if (found !== undefined)
      return STANDARD.includes(String(rule['table'])) && rule['src'] === 'all'
        ? { route: found }
        : { route: found, rule };
  }
  return undefined;
}

/** A rule may drop by itself, without a table. */
function nowhere(netns: string, family: Route['family'], type: string): Route {
  return { key: '', netns, family, type, dst: 'default', table: 'main', flags: [], nexthops: [], raw: {} };
}

function covers({ dst, type }: Route, ip: string): boolean {
  if (type === 'broadcast' || type === 'anycast' || type === 'multicast') return false;
  if (dst === 'default') return true;
  return contains(dst.includes('/') ? dst : `${dst}/${ip.includes(':') ? 128 : 32}`, ip);
}

function lengthOf({ dst, family }: Route): number {
  if (dst === 'default') return 0;
  return dst.includes('/') ? Number(dst.split('/')[1]) : family === 'inet6' ? 128 : 32;
}

function best(routes: readonly Route[], table: string): Route | undefined {
  const own = routes.filter(
    (one) => one.table === table && !one.flags.includes('dead') && !one.flags.includes('linkdown'),
  );
  return [...own].sort((a, b) => lengthOf(b) - lengthOf(a) || (a.metric ?? 0) - (b.metric ?? 0))[0];
}

/** Whether a rule that is none of the three that always stand may take that outer packet. */
export function mayTake(
  rule: JsonObject,
  { dst, from, port }: { readonly dst: string; readonly from?: string; readonly port: number },
): boolean {
  if (STANDARD.includes(String(rule['table'])) && rule['src'] === 'all' && rule['ipproto'] === undefined) return false;
  if (rule['fwmark'] !== undefined || rule['iif'] !== undefined) return false;
  const { ipproto, dport } = rule;
  if (ipproto !== undefined && ipproto !== 'udp' && ipproto !== 17 && ipproto !== '17') return false;
  if (dport !== undefined && Number(dport) !== port) return false;
  return within(rule['src'], rule['srclen'], from) && within(rule['dst'], rule['dstlen'], dst);
}

/** A rule that asks for what is not known here (a mark, a port) is taken not to match. */
function matches(rule: JsonObject, { from, dst, iif }: Packet): boolean {
  if (Object.keys(rule).some((key) => !KNOWN.includes(key)) || rule['not'] !== undefined) return false;
  if (rule['table'] === undefined && rule['action'] === undefined) return false;
  if (rule['iif'] !== undefined && rule['iif'] !== iif) return false;
  return within(rule['src'], rule['srclen'], from) && within(rule['dst'], rule['dstlen'], dst);
}

function within(prefix: unknown, length: unknown, ip: string | undefined): boolean {
  if (prefix === undefined || prefix === 'all') return true;
  if (ip === undefined || typeof prefix !== 'string') return false;
  return contains(
    prefix.includes('/') ? prefix : `${prefix}/${typeof length === 'number' ? length : ip.includes(':') ? 128 : 32}`,
    ip,
  );
}

export function routeLine({ type, dst, gateway, dev, metric, protocol, flags, table }: Route): string {
  const words = [type === 'unicast' ? dst : `${type} ${dst}`, ...(gateway === undefined ? [] : ['via', gateway])];
  const more = [...(dev === undefined ? [] : ['dev', dev]), ...(table === 'main' ? [] : ['table', table])];
  return [...words, ...more, ...(protocol === undefined ? [] : ['proto', protocol]), ...(metric === undefined ? [] : ['metric', String(metric)]), ...flags].join(' '); // prettier-ignore
}
