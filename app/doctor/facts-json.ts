/** Facts as JSON and back: to attach to a ticket, and to diagnose again what was read once. Only what checks look at is kept of raw rows. */
import { isObject } from '../noun/rows.ts';
import type { JsonObject } from '../base/json.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { HostFacts } from './facts.ts';

const MAPS = ['settings', 'vnis', 'filters', 'vlanTunnels'] as const;
/** Fields of raw rows that checks read: flags, what a bridge says of a port, a VRF's table, what a route wraps packets in. */
const RAW = ['flags', 'linkinfo', 'encap', 'encap_dst', 'id'];

export function factsToJson(facts: HostFacts): JsonObject {
  const tables = Object.fromEntries(
    Object.entries(facts.tables).map(([name, rows]) => [name, (rows as readonly object[]).map(slim)]),
  );
  const maps = Object.fromEntries(MAPS.map((name) => [name, facts[name] && plain(facts[name])]));
  return JSON.parse(JSON.stringify({ ...facts, tables, ...maps, counters: risen(facts.counters) })) as JsonObject;
}

function plain(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? plain(value as ReadonlyMap<string, unknown>) : value]),
  );
}

function slim(row: object): object {
  if (!('raw' in row) || !isObject(row.raw as JsonObject)) return row;
  const raw = row.raw as JsonObject;
  const kept = Object.fromEntries(RAW.flatMap((key) => (key in raw ? [[key, raw[key]]] : [])));
  const { linkinfo: info, ...rest } = kept;
  const linkinfo = isObject(info) ? slimInfo(info) : {};
  return { ...row, raw: Object.keys(linkinfo).length === 0 ? rest : { ...rest, linkinfo } };
}

/** Of a port what its bridge says of it, of a VRF its table. */
function slimInfo({ info_slave_data: port, info_data: data }: JsonObject): JsonObject {
  const table = isObject(data) ? data['table'] : undefined;
  return { ...(port !== undefined && { info_slave_data: port }), ...(table !== undefined && { info_data: { table } }) };
}

/** A counter that never rose says nothing. */
function risen(counters: HostFacts['counters']): Record<string, unknown> {
  return Object.fromEntries(
    [...counters].map(([netns, own]) => [netns, Object.fromEntries([...own].filter(([, value]) => value > 0))]),
  );
}

/** What `factsToJson` wrote; it is not checked any closer. */
export function factsFromJson(json: JsonObject): HostFacts {
  const map = (name: string): ReadonlyMap<string, never> =>
    new Map(Object.entries(json[name] ?? {}) as [string, never][]);
  const counters = new Map([...map('counters')].map(([netns, own]) => [netns, new Map(Object.entries(own as object))]));
  const rest = json as unknown as HostFacts;
  return {
    ...rest,
    tables: json['tables'] as unknown as Tables,
    settings: map('settings'),
    vnis: map('vnis'),
    filters: map('filters'),
    ...('vlanTunnels' in json && { vlanTunnels: map('vlanTunnels') }),
    counters,
  };
}
