/** Which words of iproute2 set which field of an item: readers, and the tables of those nouns that share them. */
import { ADDRESS_FLAGS } from './address/steps.ts';
import { BRIDGE_FIELDS } from './bridge/steps.ts';
import { FDB_FLAGS } from './fdb/steps.ts';
import { NEIGHBOUR_FLAGS, NEIGHBOUR_STATES } from './neighbour/steps.ts';

export type Fields = Record<string, unknown>;

/** Reads its value, if it has one, from the words that follow; returns the field it sets. */
export type Reader = (next: () => string) => Fields;

export class BadWord extends Error {}

export const text =
  (field: string): Reader =>
  (next) => ({ [field]: next() });
export const number =
  (field: string, scale = 1): Reader =>
  (next) => ({ [field]: toNumber(next()) / scale });
export const flag =
  (field: string, value: unknown = true): Reader =>
  () => ({ [field]: value });
export const onOff =
  (field: string): Reader =>
  (next) => ({ [field]: toBoolean(next()) });
export const inside =
  (field: string, reader: Reader): Reader =>
  (next) => ({ [field]: reader(next) });
export const listed =
  (word: string): Reader =>
  () => ({ flags: [word] });
export const each = (words: readonly string[], reader: (word: string) => Reader): Record<string, Reader> =>
  Object.fromEntries(words.map((word) => [word, reader(word)]));

export const LINK: Record<string, Reader> = {
  ...{ address: text('mac'), mtu: number('mtu'), up: flag('up', true), down: flag('up', false) },
  ...{ master: text('master'), nomaster: flag('master', null) },
};
const SWITCHES = [
  ...['learning', 'proxy', 'rsc', 'l2miss', 'l3miss', 'udpcsum', 'udp6zerocsumtx', 'udp6zerocsumrx', 'remcsumtx'],
  ...['remcsumrx', 'localbypass', 'external', 'vnifilter', 'mcroute'],
];
const ttl: Reader = (next) => {
  const word = next();
  return { ttl: /^\d+$/.test(word) ? Number(word) : word };
};
export const VXLAN: Record<string, Reader> = Object.fromEntries(
  Object.entries<Reader>({
    ...{
      id: number('vni'),
      vni: number('vni'),
      dstport: number('dstport'),
      ttl,
      hoplimit: ttl,
      ageing: age,
      df: text('df'),
    },
    ...each(['remote', 'group', 'local', 'dev'], text),
    ...{ tos: hex('tos'), flowlabel: hex('flowlabel'), reserved_bits: text('reservedBits') },
    maxaddress: number('maxaddress'),
    srcport: (next) => ({ srcport: { low: toNumber(next()), high: toNumber(next()) } }),
    ...each(SWITCHES, (word) => flag(word, true)),
    ...Object.fromEntries(SWITCHES.map((word) => [`no${word}`, flag(word, false)])),
    ...{ gbp: flag('gbp'), gpe: flag('gpe') },
  }).map(([word, reader]) => [word, inside('vxlan', reader)]),
);
export const BRIDGE: Record<string, Reader> = Object.fromEntries(
  Object.entries(BRIDGE_FIELDS).map(([field, one]) => {
    const reader = one.kind === 'number' ? number(field, one.scale) : one.kind === 'flag' ? onOff(field) : text(field);
    return [one.word, inside('bridge', field === 'groupFwdMask' ? mask(field) : reader)];
  }),
);
export const PORT: Record<string, Reader> = Object.fromEntries(
  Object.entries<Reader>({
    ...{
      state: text('state'),
      cost: number('cost'),
      priority: number('priority'),
      mcast_router: number('mcastRouter'),
      group_fwd_mask: mask('groupFwdMask'),
      backup_port: text('backupPort'),
    },
    ...each(['hairpin', 'guard', 'fastleave', 'learning', 'flood', 'isolated', 'locked', 'mab'], onOff),
    ...{ root_block: onOff('rootBlock'), proxy_arp: onOff('proxyArp'), proxy_arp_wifi: onOff('proxyArpWifi') },
    ...{ mcast_to_unicast: onOff('mcastToUnicast'), mcast_flood: onOff('mcastFlood') },
    ...{ bcast_flood: onOff('bcastFlood'), neigh_suppress: onOff('neighSuppress') },
    ...{ neigh_vlan_suppress: onOff('neighVlanSuppress'), vlan_tunnel: onOff('vlanTunnel') },
  }).map(([word, reader]) => [word, inside('port', reader)]),
);
export const VLAN: Record<string, Reader> = {
  ...{ dev: text('dev'), vid: range },
  ...{ pvid: flag('pvid'), nopvid: flag('pvid', false), untagged: flag('untagged'), tagged: flag('untagged', false) },
  // Which of the two it is follows from the device.
  ...each(['self', 'master'], () => () => ({})),
};
export const FDB: Record<string, Reader> = {
  ...each(['dst', 'via', 'dev'], text),
  ...{ port: number('port'), vni: number('vni'), src_vni: number('srcVni'), vlan: number('vlan') },
  ...{ self: flag('owner', 'self'), master: flag('owner', 'master') },
  ...each(['permanent', 'static', 'dynamic'], (word) => flag('state', word)),
  local: flag('state', 'permanent'),
  ...each(FDB_FLAGS, listed),
};
export const NEIGHBOUR: Record<string, Reader> = {
  ...{ lladdr: text('mac'), dev: text('dev'), nud: text('state'), proxy: (next) => ({ dst: next(), proxy: true }) },
  managed: flag('managed'),
  ...each([...NEIGHBOUR_STATES, ...NEIGHBOUR_STATES.map((state) => state.toUpperCase())], (word) =>
    flag('state', word.toLowerCase()),
  ),
  ...each(NEIGHBOUR_FLAGS, listed),
};
export const ADDRESS: Record<string, Reader> = {
  ...each(['dev', 'peer', 'broadcast', 'scope', 'label', 'to'], text),
  brd: text('broadcast'),
  ...each(ADDRESS_FLAGS, listed),
};
export const ROUTE: Record<string, Reader> = {
  ...each(['via', 'dev', 'src', 'table', 'scope'], text),
  ...{ metric: number('metric'), proto: text('protocol'), protocol: text('protocol'), onlink: flag('onlink') },
};
export const ENDPOINT: Record<string, Reader> = {
  ...each(['dev', 'port', 'bridge', 'address'], text),
  ...{ via: text('gateway'), master: text('bridge'), mtu: number('mtu') },
};

/** `10` or `20-25`. */
function range(next: () => string): Fields {
  const [vid = '', vidEnd, more] = next().split('-');
  if (more !== undefined) throw new BadWord('a range is two numbers, like 20-25');
  return { vid: toNumber(vid), ...(vidEnd === undefined ? {} : { vidEnd: toNumber(vidEnd) }) };
}

function toNumber(word: string): number {
  if (!/^\d{1,15}$/.test(word)) throw new BadWord(`"${word}" must be a whole number`);
  return Number(word);
}

function toBoolean(word: string): boolean {
  if (word === 'on' || word === '1') return true;
  if (word === 'off' || word === '0') return false;
  throw new BadWord(`"${word}" must be on or off`);
}

function age(next: () => string): Fields {
  const word = next();
  return { ageing: word === 'none' ? 0 : toNumber(word) };
}

/** Decimal or hexadecimal. */
function mask(field: string): Reader {
  return (next) => {
    const word = next();
    return { [field]: /^0x[0-9a-fA-F]{1,8}$/.test(word) ? Number(word) : toNumber(word) };
  };
}

/** `inherit`, decimal or hexadecimal; kept in hexadecimal, as it is printed. */
function hex(field: string): Reader {
  return (next) => {
    const word = next();
    if (word === 'inherit') return { [field]: word };
    if (!/^(0x[0-9a-fA-F]{1,5}|\d{1,7})$/.test(word)) throw new BadWord(`"${word}" must be a number`);
    return { [field]: `0x${Number(word).toString(16)}` };
  };
}

export function fail(reason: string): never {
  throw new BadWord(reason);
}
