import type { JsonObject } from '../../base/json.ts';
import { number, text } from '../item.ts';
import type { Reader, RowSink } from '../rows.ts';
import { ruleKey, type Rule, type RuleFields } from './row.ts';

const READ = new Set([
  ...['priority', 'not', 'src', 'srclen', 'dst', 'dstlen', 'tos', 'fwmark', 'fwmask', 'iif', 'iif_detached'],
  ...['oif', 'oif_detached', 'ipproto', 'sport', 'sport_start', 'sport_end', 'dport', 'dport_start', 'dport_end'],
  ...['uid_start', 'uid_end', 'tun_id', 'table', 'suppress_prefixlen', 'suppress_ifgroup', 'l3mdev', 'goto'],
  ...['unresolved', 'nop', 'action', 'flow_from', 'flow_to', 'protocol'],
]);

/** `ip -4|-6 -d -j rule show` (ip/iprule.c); only `-d` prints whose a rule is, where nobody said. */
export function ruleReader(argv: readonly string[]): Reader<Rule> {
  const family = argv.includes('-6') ? 'inet6' : 'inet';
  return (item, netns, sink) => readRule(item, netns, sink, family);
}

function readRule(item: JsonObject, netns: string, sink: RowSink<Rule>, family: Rule['family']): void {
  const priority = number(item, 'priority');
  if (priority === undefined) return sink.fault('priority');
  const fields: RuleFields = { netns, family, priority, ...selector(item), ...outcome(item) };
  const others = Object.keys(item)
    .filter((name) => !READ.has(name))
    .map((name) => `${name} ${String(item[name])}`);
  const row = { ...fields, others, raw: item };
  sink.add({ ...row, key: ruleKey(row) });
}

function selector(item: JsonObject): Partial<RuleFields> {
  const fwmark = text(item, 'fwmark');
  const fwmask = text(item, 'fwmask');
  return {
    ...('not' in item ? { not: true } : {}),
    src: prefix(item, 'src'),
    dst: prefix(item, 'dst'),
    tos: text(item, 'tos'),
    fwmark: fwmark !== undefined && fwmask !== undefined ? `${fwmark}/${fwmask}` : fwmark,
    iif: text(item, 'iif'),
    oif: text(item, 'oif'),
    ipproto: word(item, 'ipproto'),
    sport: range(item, 'sport', 'sport_start', 'sport_end'),
    dport: range(item, 'dport', 'dport_start', 'dport_end'),
    uidrange: range(item, '', 'uid_start', 'uid_end'),
    tunId: number(item, 'tun_id'),
  };
}

function outcome(item: JsonObject): Partial<RuleFields> {
  const [from, to] = [word(item, 'flow_from'), word(item, 'flow_to')];
  const action = 'l3mdev' in item ? 'l3mdev' : 'nop' in item ? 'nop' : text(item, 'action');
  return {
    table: word(item, 'table'),
    goto: number(item, 'goto'),
    action,
    suppressPrefixlength: number(item, 'suppress_prefixlen'),
    suppressIfgroup: word(item, 'suppress_ifgroup'),
    realms: from !== undefined && to !== undefined ? `${from}/${to}` : to,
    protocol: word(item, 'protocol'),
  };
}

/** `all` is what is meant where nothing is said. */
function prefix(item: JsonObject, field: 'src' | 'dst'): string | undefined {
  const ip = text(item, field);
  const length = number(item, `${field}len`);
  if (ip === undefined || ip === 'all') return undefined;
  return length === undefined ? ip : `${ip}/${length}`;
}

function word(item: JsonObject, field: string): string | undefined {
  const value = item[field];
  return typeof value === 'number' ? String(value) : text(item, field);
}

function range(item: JsonObject, one: string, start: string, end: string): string | undefined {
  const [from, to] = [word(item, start), word(item, end)];
  return from === undefined || to === undefined ? word(item, one) : `${from}-${to}`;
}
