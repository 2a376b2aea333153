/**
 * What of the rows that a plan takes away does not come back when it is undone: said before it is applied.
 *
 * A link is compared by everything that `ip -d -j link` printed of it: what is neither derived by the kernel, nor at its default, nor
 * set by one of our steps is lost with the device. So an option of a kernel newer than this list is said, too.
 */
import type { Json, JsonObject } from '../base/json.ts';
import type { Link } from '../noun/link/row.ts';
import { sameValue } from '../base/same.ts';
import type { Tables } from '../noun/snapshot.ts';
import { BRIDGE_FIELDS, bridgeValues, keyOfField } from '../noun/bridge/steps.ts';
import { portValues } from '../noun/port/steps.ts';
import { lostOptionWords } from '../noun/link/options.ts';
import { specOf } from '../noun/vxlan/steps.ts';

/** `after` and `back` are the tables when the plan was applied, and when it was undone again. */
export function lostBy(before: Tables, after: Tables, back: Tables): readonly string[] {
  if (before.link === back.link && before.link === after.link) return [];
  const then = new Map(after.link.map((link) => [link.key, link]));
  const now = new Map(back.link.map((link) => [link.key, link]));
  return before.link.flatMap((link) => {
    const again = now.get(link.key);
    // That it is gone as a whole is said of its row.
    if (again === undefined) return [];
    // A row that nobody made again holds what it was read from.
    const made = again.raw !== link.raw;
    const released = link.port !== undefined && (made || then.get(link.key)?.master !== link.master);
    const what = [...(made ? ofDevice(link, again) : []), ...(released ? ofPort(link, again) : [])];
    return what.map((one) => `link ${nameOf(link)}: ${one}`);
  });
}

function nameOf({ name, netns }: Link): string {
  return netns === '' ? name : `${name} in ${netns}`;
}

/** First what no step sets, then fields that we know and that no step could set as they were. */
function ofDevice(link: Link, again: Link): readonly string[] {
  const names = link.altnames.filter((altname) => !again.altnames.includes(altname));
  const mode = link.addrgenmode ?? 'eui64';
  return [
    ...unset(link.raw),
    ...lostOptionWords(link, again),
    ...names.map((altname) => `altname ${altname}`),
    ...(mode === (again.addrgenmode ?? 'eui64') ? [] : [`addrgenmode ${mode}`]),
    ...differing(link.vxlan && specOf(link.vxlan), again.vxlan && specOf(again.vxlan)),
    ...differing(link.bridge && bridgeValues(link.bridge), again.bridge && bridgeValues(again.bridge)),
  ];
}

function ofPort({ raw, port }: Link, again: Link): readonly string[] {
  const info = objectOf(raw['linkinfo']);
  return [
    ...(info['info_slave_kind'] === 'bridge' ? unknown(objectOf(info['info_slave_data']), PORT_KEYS) : []),
    ...differing(port && portValues(port), again.port && portValues(again.port)),
  ];
}

function differing(before: object = {}, again: object = {}): readonly string[] {
  const now = again as Readonly<Record<string, unknown>>;
  return Object.entries(before)
    .filter(([name, value]) => value !== undefined && !sameValue(value, now[name]))
    .map(([name, value]) => `${name} ${wordOf(value as Json)}`);
}

/** What the device's own listing says and no step sets. */
function unset(raw: JsonObject): readonly string[] {
  const info = objectOf(raw['linkinfo']);
  const kind = info['info_kind'];
  return [
    ...flagWords(raw['flags']),
    ...unknown(raw, LINK_KEYS),
    ...unknown(info, INFO_KEYS),
    ...(kind === 'vxlan' ? unknown(objectOf(info['info_data']), VXLAN_KEYS) : []),
    ...(kind === 'bridge' ? unknown(objectOf(info['info_data']), BRIDGE_KEYS) : []),
    ...(kind === 'vxlan' || kind === 'bridge' ? [] : unknown(objectOf(info['info_data']), {})),
  ];
}

/** Flags that follow the device, its carrier or its options, which steps set; others (`DYNAMIC`, `NOTRAILERS`) somebody set. */
const FLAGS = [
  ...['UP', 'LOWER_UP', 'NO-CARRIER', 'RUNNING', 'DORMANT', 'M-DOWN', 'BROADCAST', 'MULTICAST', 'LOOPBACK'],
  ...['POINTOPOINT', 'NOARP', 'ALLMULTI', 'PROMISC', 'MASTER', 'SLAVE', 'ECHO'],
];

function flagWords(flags: Json | undefined): readonly string[] {
  const others = Array.isArray(flags) ? flags.filter((flag) => !FLAGS.includes(String(flag))) : [];
  return others.map((flag) => `flag ${String(flag)}`);
}

/**
 * What is known of each key: `true` where a step sets it or the kernel derives it, else the values that a new device has. A key that is
 * not here counts as set unless its value says "nothing".
 */
type Known = Readonly<Record<string, true | readonly Json[]>>;

function unknown(item: JsonObject, known: Known): readonly string[] {
  return Object.entries(item).flatMap(([key, value]) => {
    const usual = Object.hasOwn(known, key) ? known[key] : NOTHING;
    if (usual === true || usual?.some((one) => sameValue(one, value))) return [];
    // A timer ticks and comes back by itself.
    return key.endsWith('_timer') ? [] : [`${key} ${wordOf(value)}`];
  });
}

const NOTHING: readonly Json[] = [false, 0, '0', '0x0', '', 'none', 'off', [], {}];

function wordOf(value: Json): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

const all = (...keys: readonly string[]): Known => Object.fromEntries(keys.map((key) => [key, true]));

/** ip/ipaddress.c, 5.15 to 6.17. */
const LINK_KEYS: Known = {
  // Made with the device or set by steps.
  ...all('ifname', 'mtu', 'address', 'master', 'group', 'txqlen', 'ifalias', 'altnames', 'inet6_addr_gen_mode'),
  ...all('num_tx_queues', 'num_rx_queues', 'gso_max_size', 'gso_max_segs', 'gro_max_size'),
  ...all('gso_ipv4_max_size', 'gro_ipv4_max_size', 'flags', 'link', 'linkinfo'),
  // Derived.
  ...all('ifindex', 'operstate', 'link_type', 'broadcast', 'promiscuity', 'allmulti', 'min_mtu', 'max_mtu'),
  ...all('tso_max_size', 'tso_max_segs', 'link_index', 'link_netnsid', 'permaddr', 'stats', 'stats64', 'carrier'),
  ...all('carrier_changes', 'carrier_up_count', 'carrier_down_count', 'parentbus', 'parentdev', 'phys_port_name'),
  ...all('phys_port_id', 'phys_switch_id', 'link_netns', 'netns-immutable', 'netns_immutable', 'min_headroom'),
  ...all('min_tailroom', 'addr_info', 'max_pacing_offload_horizon', 'event'),
  linkmode: ['DEFAULT'],
  // A device without a queue of its own; another qdisc was put there, with what hangs on it.
  qdisc: ['noqueue', 'noop'],
};
const INFO_KEYS = all('info_kind', 'info_data', 'info_slave_kind', 'info_slave_data', 'info_xstats');

/** ip/iplink_vxlan.c. */
const VXLAN_KEYS: Known = {
  ...all('id', 'remote', 'remote6', 'group', 'group6', 'local', 'local6', 'link', 'port', 'port_range', 'ttl', 'tos'),
  ...all('df', 'label', 'flowlabel', 'ageing', 'limit', 'learning', 'proxy', 'rsc', 'l2miss', 'l3miss', 'udp_csum'),
  ...all('udp_zero_csum6_tx', 'udp_zero_csum6_rx', 'remcsum_tx', 'remcsum_rx', 'localbypass', 'external'),
  ...all('vnifilter', 'mcroute', 'gbp', 'gpe', 'reserved_bits'),
};

/** ip/iplink_bridge.c. */
const BRIDGE_KEYS: Known = {
  ...all(...Object.values(BRIDGE_FIELDS).map(keyOfField)),
  ...all('bridge_id', 'root_id', 'root_port', 'root_path_cost', 'topology_change', 'topology_change_detected'),
  ...all('fdb_n_learned', 'mcast_hash_elasticity', 'mcast_querier_ipv4_addr', 'mcast_querier_ipv4_port'),
  ...all('mcast_querier_ipv6_addr', 'mcast_querier_ipv6_port', 'mcast_querier_ipv4_other_timer'),
  ...all('mcast_querier_ipv6_other_timer', 'mcast_querier_state'),
};

/** ip/iplink_bridge_slave.c. */
const PORT_KEYS: Known = {
  ...all('state', 'priority', 'cost', 'hairpin', 'guard', 'root_block', 'fastleave', 'learning', 'flood', 'proxy_arp'),
  ...all('proxy_arp_wifi', 'multicast_router', 'mcast_flood', 'bcast_flood', 'mcast_to_unicast', 'neigh_suppress'),
  ...all('neigh_vlan_suppress', 'group_fwd_mask', 'group_fwd_mask_str', 'vlan_tunnel', 'isolated', 'locked', 'mab'),
  ...all('backup_port', 'id', 'no', 'designated_port', 'designated_cost', 'bridge_id', 'root_id'),
  ...all('topology_change_ack', 'config_pending'),
};
