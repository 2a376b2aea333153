/** What each column of an export holds, so that a row of CSV or JSON comes back as the row it was. */
import { addressKey } from '../../noun/address/row.ts';
import { bridgeVlanKey } from '../../noun/vlan/row.ts';
import { fdbEntryKey } from '../../noun/fdb/row.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { linkKey } from '../../noun/link/row.ts';
import { neighbourKey } from '../../noun/neighbour/row.ts';
import { routeKey } from '../../noun/route/row.ts';
import type { RowOf, TableName } from '../../noun/snapshot.ts';

/** With a `?` it may be absent; a `list` is of words, `objects` and `object` are written as JSON. */
type Kind = 'text' | 'text?' | 'number' | 'number?' | 'flag' | 'flag?' | 'list' | 'objects' | 'object?';

type Fields<T extends TableName> = { readonly [F in keyof Required<Omit<RowOf<T>, 'key' | 'raw'>>]: Kind };

/** A field that a row gets later and that is not named here does not compile. */
export const ROW_FIELDS: { readonly [T in TableName]: Fields<T> } = {
  netns: { name: 'text', nsid: 'number?' },
  link: {
    ...{ netns: 'text', name: 'text', ifindex: 'number', kind: 'text', up: 'flag', operstate: 'text', carrier: 'flag' },
    ...{ mtu: 'number', mac: 'text?', master: 'text?', peer: 'text?', peerIndex: 'number?', peerNsid: 'number?' },
    ...{ peerNetns: 'text?', group: 'text?', alias: 'text?', altnames: 'list', addrgenmode: 'text?' },
    ...{ vxlan: 'object?', bridge: 'object?', port: 'object?', settings: 'object?', queues: 'object?' },
  },
  address: {
    ...{ netns: 'text', dev: 'text', family: 'text', local: 'text', prefixlen: 'number', peer: 'text?' },
    ...{ scope: 'text', label: 'text?', flags: 'list' },
  },
  route: {
    ...{ netns: 'text', family: 'text', type: 'text', dst: 'text', gateway: 'text?', dev: 'text?', table: 'text' },
    ...{ protocol: 'text?', scope: 'text?', prefsrc: 'text?', metric: 'number?', flags: 'list', nexthops: 'objects' },
    encap: 'text?',
    nhid: 'number?',
  },
  fdb: {
    ...{ netns: 'text', dev: 'text', mac: 'text', dst: 'text?', port: 'number?', vni: 'number?', srcVni: 'number?' },
    ...{ via: 'text?', nhid: 'number?', vlan: 'number?', master: 'text?', state: 'text', flags: 'list' },
  },
  neighbour: {
    ...{ netns: 'text', dev: 'text', family: 'text', dst: 'text', mac: 'text?', state: 'text', flags: 'list' },
    protocol: 'text?',
  },
  sysctl: { netns: 'text', name: 'text', value: 'text' },
  forward: { netns: 'text', family: 'text', policy: 'text', rules: 'list' },
  file: { netns: 'text', path: 'text', mode: 'text', content: 'text?' },
  vlan: { netns: 'text', dev: 'text', vid: 'number', vidEnd: 'number', pvid: 'flag', untagged: 'flag' },
  offload: { netns: 'text', dev: 'text' },
  system: {
    netns: 'text',
    kernel: 'text',
    networkd: 'flag',
    networkManager: 'flag',
    ethtool: 'flag',
    machine: 'text?',
    boot: 'text?',
  },
};

export function fieldsOf(table: TableName): Readonly<Record<string, Kind>> {
  return ROW_FIELDS[table];
}

export type ReadRow = { readonly ok: true; readonly row: JsonObject } | { readonly ok: false; readonly reason: string };

/** An object of an export's JSON, with every field of the kind that it has. */
export function rowOfJson(table: TableName, item: JsonObject): ReadRow {
  const row: Record<string, Json> = {};
  for (const [field, kind] of Object.entries(fieldsOf(table))) {
    const value = item[field];
    if (value === undefined || value === null) {
      if (!kind.endsWith('?')) return { ok: false, reason: `${field} is missing` };
    } else if (isKind(value, kind)) row[field] = value;
    else return { ok: false, reason: `${field} must be ${KIND_WORDS[kind.replace('?', '')] ?? kind}` };
  }
  return { ok: true, row: { ...row, key: keyOf(table, row), raw: {} } };
}

const KIND_WORDS: Readonly<Record<string, string>> = { text: 'a text', number: 'a number', flag: 'true or false', list: 'a list of texts', objects: 'a list of objects', object: 'an object' }; // prettier-ignore

function isKind(value: Json, kind: Kind): boolean {
  const isObject = (one: Json): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  switch (kind.replace('?', '')) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'objects':
      return Array.isArray(value) && value.every(isObject);
    default:
      return isObject(value);
  }
}

/** The text of a cell → its value; `undefined` for what is absent. Throws nothing: a wrong value stays a text and is judged as one. */
export function valueOfCell(text: string, quoted: boolean, kind: Kind): Json | undefined {
  if (text === '' && !quoted && kind.endsWith('?')) return undefined;
  if (kind === 'text' || kind === 'text?') return text;
  if (kind === 'number' || kind === 'number?') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'flag' || kind === 'flag?') return text === 'true' ? true : text === 'false' ? false : text;
  if (text === '') return [];
  if (text.startsWith('[') || text.startsWith('{')) return parsed(text) ?? text;
  return kind === 'list' ? text.split(' ') : text;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: the text is judged as it is, and refused by name.
    return undefined;
  }
}

const KEYS: { readonly [T in TableName]?: (row: RowOf<T>) => string } = {
  netns: ({ name }) => name,
  link: ({ netns, name }) => linkKey(netns, name),
  address: ({ netns, dev, local, prefixlen }) => addressKey(netns, dev, local, prefixlen),
  route: routeKey,
  fdb: fdbEntryKey,
  neighbour: ({ netns, dev, dst, flags }) => neighbourKey(netns, dev, dst, flags.includes('proxy')),
  vlan: ({ netns, dev, vid }) => bridgeVlanKey(netns, dev, vid),
  sysctl: ({ netns, name }) => `${netns}|${name}`,
  forward: ({ netns, family }) => `${netns}|${family}`,
  offload: ({ dev }) => `|${dev}`,
};

function keyOf(table: TableName, row: JsonObject): string {
  const key = KEYS[table] as ((one: JsonObject) => string) | undefined;
  return key?.(row) ?? (typeof row['path'] === 'string' ? row['path'] : table);
}
