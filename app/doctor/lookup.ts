/** Which route of a namespace takes a packet: rules in order, then the longest prefix of each table (ip-rule(8), ip-route(8)). */
import type { JsonObject } from '../base/json.ts';
import { isObject } from '../noun/rows.ts';
import type { Tables } from '../noun/snapshot.ts';
import { isRefusing, type Route } from '../noun/route/row.ts';
import { contains, familyOf, networkOf } from '../base/ip.ts';
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
  'l3mdev',
];

export function lookup({ tables, rules }: HostFacts, netns: string, packet: Packet): Taken | undefined {
  const family = familyOf(packet.dst);
  const routes = tablesIn(tables.route, netns, family);
  const asked = rules.filter((one) => one.netns === netns && one.family === family).map(({ rule }) => rule);
  const order: readonly JsonObject[] = asked.length > 0 ? asked : STANDARD.map((table) => ({ table, src: 'all' }));
  for (const rule of order) {
    if (!matches(rule, packet)) continue;
    const action = rule['action'];
    if (isRefusing(action)) return { route: nowhere(netns, family, action), rule };
    const name = 'l3mdev' in rule ? vrfOf(tables.link, netns, packet.iif) : String(rule['table'] ?? '');
    const found = name === undefined ? undefined : best(routes.get(name), packet.dst, family);
    if (found !== undefined)
      return 'l3mdev' in rule || (STANDARD.includes(String(rule['table'])) && rule['src'] === 'all')
        ? { route: found }
        : { route: found, rule };
  }
  return undefined;
}

/** The table of the VRF that a device is in (ip-vrf(8)): a packet that comes in by it asks there first. */
function vrfOf(links: Tables['link'], netns: string, iif: string | undefined): string | undefined {
  const named = (name: string | undefined) => links.find((one) => one.netns === netns && one.name === name);
  const vrf = named(named(iif)?.master);
  const info = vrf?.raw['linkinfo'];
  const data = vrf?.kind === 'vrf' && isObject(info) ? info['info_data'] : undefined;
  return isObject(data) && typeof data['table'] === 'number' ? String(data['table']) : undefined;
}

/** A rule may drop by itself, without a table. */
function nowhere(netns: string, family: Route['family'], type: string): Route {
  return { key: '', netns, family, type, dst: 'default', table: 'main', flags: [], nexthops: [], raw: {} };
}

/** Routes of one table: the lengths it has, longest first, and by length and network the routes, best first. */
interface RouteTable {
  readonly lengths: readonly number[];
  readonly byNetwork: ReadonlyMap<string, readonly Route[]>;
}

const indexed = new WeakMap<readonly Route[], Map<string, ReadonlyMap<string, RouteTable>>>();

/** A mesh asks each host for the way to all others: going through its routes each time would be the square of that. */
function tablesIn(rows: readonly Route[], netns: string, family: Route['family']): ReadonlyMap<string, RouteTable> {
  const known = indexed.get(rows) ?? new Map<string, ReadonlyMap<string, RouteTable>>();
  indexed.set(rows, known);
  const key = `${netns}|${family}`;
  const index = known.get(key) ?? indexOf(rows, netns, family);
  known.set(key, index);
  return index;
}

function indexOf(rows: readonly Route[], netns: string, family: Route['family']): ReadonlyMap<string, RouteTable> {
  const byTable = new Map<string, Map<string, Route[]>>();
  for (const row of rows) {
    if (row.netns !== netns || row.family !== family || !isTaken(row)) continue;
    const table = byTable.get(row.table) ?? new Map<string, Route[]>();
    byTable.set(row.table, table);
    const network =
      row.dst === 'default'
        ? 'default'
        : row.dst.includes('/')
          ? row.dst
          : `${row.dst}/${family === 'inet' ? 32 : 128}`;
    table.set(network, [...(table.get(network) ?? []), row]);
  }
  return new Map([...byTable].map(([name, table]) => [name, finished(table)]));
}

function finished(table: ReadonlyMap<string, readonly Route[]>): RouteTable {
  const lengths = [
    ...new Set([...table.keys()].map((network) => (network === 'default' ? 0 : Number(network.split('/')[1])))),
  ];
  const byNetwork = new Map(
    [...table].map(
      ([network, rows]) => [network, [...rows].sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0))] as const,
    ),
  );
  return { lengths: lengths.sort((a, b) => b - a), byNetwork };
}

function isTaken({ type, flags }: Route): boolean {
  if (type === 'broadcast' || type === 'anycast' || type === 'multicast') return false;
  return !flags.includes('dead') && !flags.includes('linkdown');
}

function best(table: RouteTable | undefined, ip: string, family: Route['family']): Route | undefined {
  for (const length of table?.lengths ?? []) {
    const whole = length === (family === 'inet' ? 32 : 128);
    const network =
      length === 0
        ? 'default'
        : whole
          ? `${ip}/${length}`
          : family === 'inet'
            ? network4(ip, length)
            : networkOf(`${ip}/${length}`);
    const [found] = table?.byNetwork.get(network) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same as `networkOf`, for IPv4 that the kernel printed: a mesh asks a million times. */
function network4(ip: string, length: number): string {
  const bytes = ip.split('.');
  const masked = bytes.map((byte, at) => {
    const bits = Math.min(8, Math.max(0, length - at * 8));
    return bits === 8 ? byte : String(Number(byte) & (0xff << (8 - bits)));
  });
  return `${masked.join('.')}/${length}`;
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
  if (rule['table'] === undefined && rule['action'] === undefined && !('l3mdev' in rule)) return false;
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

/** `priority 50 src all dst 10.0.0.0 …`, by the names of `ip -j rule`. */
export function ruleWords(rule: JsonObject): string {
  return Object.entries(rule)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(' ');
}

export function routeLine({ type, dst, gateway, dev, metric, protocol, flags, table }: Route): string {
  const words = [type === 'unicast' ? dst : `${type} ${dst}`, ...(gateway === undefined ? [] : ['via', gateway])];
  const more = [...(dev === undefined ? [] : ['dev', dev]), ...(table === 'main' ? [] : ['table', table])];
  return [
    ...words,
    ...more,
    ...(protocol === undefined ? [] : ['proto', protocol]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...flags,
  ].join(' ');
}
