/** What can be set on a bridge. */
import * as v from 'valibot';
import type { BridgeOptions } from './row.ts';
import { Mac } from '../../base/field.ts';

const centiseconds = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.minValue(least), v.maxValue(most)));
export const whole = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(least), v.maxValue(most)));

/** Times are in seconds; the rest is named as ip-link(8) names it. */
export const BridgeSpec = v.strictObject({
  stp: v.optional(v.boolean()),
  vlanFiltering: v.optional(v.boolean()),
  vlanDefaultPvid: whole(0, 4094),
  vlanProtocol: v.optional(v.picklist(['802.1Q', '802.1ad'])),
  vlanStats: v.optional(v.boolean()),
  vlanStatsPerPort: v.optional(v.boolean()),
  ageing: centiseconds(0, 1_000_000),
  /** Without spanning tree any: 0 is usual. */
  forwardDelay: centiseconds(0, 30),
  helloTime: centiseconds(1, 10),
  maxAge: centiseconds(6, 40),
  priority: whole(0, 65535),
  /** Which link-local multicast addresses (01:80:c2:00:00:0X) are forwarded, one bit each. */
  groupFwdMask: whole(0, 65535),
  groupAddress: v.optional(Mac),
  noLinklocalLearn: v.optional(v.boolean()),
  fdbMaxLearned: whole(0, 4_294_967_295),
  mcastSnooping: v.optional(v.boolean()),
  mcastVlanSnooping: v.optional(v.boolean()),
  mcastRouter: whole(0, 2),
  mcastQueryUseIfaddr: v.optional(v.boolean()),
  mcastQuerier: v.optional(v.boolean()),
  mcastHashMax: whole(1, 4_294_967_295),
  mcastLastMemberCount: whole(0, 4_294_967_295),
  mcastStartupQueryCount: whole(0, 4_294_967_295),
  mcastLastMemberInterval: centiseconds(0, 10_000_000),
  mcastMembershipInterval: centiseconds(0, 10_000_000),
  mcastQuerierInterval: centiseconds(0, 10_000_000),
  mcastQueryInterval: centiseconds(0, 10_000_000),
  mcastQueryResponseInterval: centiseconds(0, 10_000_000),
  mcastStartupQueryInterval: centiseconds(0, 10_000_000),
  mcastStats: v.optional(v.boolean()),
  mcastIgmpVersion: whole(2, 3),
  mcastMldVersion: whole(1, 2),
  nfCallIptables: v.optional(v.boolean()),
  nfCallIp6tables: v.optional(v.boolean()),
  nfCallArptables: v.optional(v.boolean()),
});
export type BridgeSpec = v.InferOutput<typeof BridgeSpec>;

export type BridgeField = {
  /** The word in argv. */
  readonly word: string;
  /** The key in `info_data`, where it is another. */
  readonly key?: string;
} & (
  | { readonly kind: 'flag' | 'text'; readonly standard: string | number }
  /** `scale` is what one of ours is in the kernel's unit; what the kernel counts in ticks comes back up to `off` away. */
  | { readonly kind: 'number'; readonly scale: number; readonly standard: number; readonly off?: number }
);

const flag = (word: string, on = false): BridgeField => ({ word, kind: 'flag', standard: on ? 1 : 0 });
const plain = (word: string, standard: number, key = word): BridgeField => ({
  word,
  key,
  kind: 'number',
  scale: 1,
  standard,
});
const seconds = (word: string, standard: number, key = word, off = 0): BridgeField => ({
  word,
  key,
  kind: 'number',
  scale: 100,
  standard: Math.round(standard * 100),
  off,
});
const interval = (name: string, standard: number): BridgeField =>
  seconds(`mcast_${name}_interval`, standard, `mcast_${name}_intvl`, 1);

/** iproute2's word for each setting and the kernel's default (`net/bridge/br_device.c`, `br_multicast.c`, `br_if.c`). */
export const BRIDGE_FIELDS: Readonly<Record<keyof BridgeSpec, BridgeField>> = {
  stp: flag('stp_state'),
  vlanFiltering: flag('vlan_filtering'),
  vlanDefaultPvid: plain('vlan_default_pvid', 1),
  vlanProtocol: { word: 'vlan_protocol', kind: 'text', standard: '802.1Q' },
  vlanStats: flag('vlan_stats_enabled'),
  vlanStatsPerPort: flag('vlan_stats_per_port'),
  ageing: seconds('ageing_time', 300),
  forwardDelay: seconds('forward_delay', 15),
  helloTime: seconds('hello_time', 2),
  maxAge: seconds('max_age', 20),
  priority: plain('priority', 32768),
  groupFwdMask: plain('group_fwd_mask', 0),
  groupAddress: { word: 'group_address', key: 'group_addr', kind: 'text', standard: '01:80:c2:00:00:00' },
  noLinklocalLearn: flag('no_linklocal_learn'),
  fdbMaxLearned: plain('fdb_max_learned', 0),
  mcastSnooping: flag('mcast_snooping', true),
  mcastVlanSnooping: flag('mcast_vlan_snooping'),
  mcastRouter: plain('mcast_router', 1),
  mcastQueryUseIfaddr: flag('mcast_query_use_ifaddr'),
  mcastQuerier: flag('mcast_querier'),
  mcastHashMax: plain('mcast_hash_max', 4096),
  mcastLastMemberCount: plain('mcast_last_member_count', 2, 'mcast_last_member_cnt'),
  mcastStartupQueryCount: plain('mcast_startup_query_count', 2, 'mcast_startup_query_cnt'),
  mcastLastMemberInterval: interval('last_member', 1),
  mcastMembershipInterval: interval('membership', 260),
  mcastQuerierInterval: interval('querier', 255),
  mcastQueryInterval: interval('query', 125),
  mcastQueryResponseInterval: interval('query_response', 10),
  mcastStartupQueryInterval: interval('startup_query', 31.25),
  mcastStats: flag('mcast_stats_enabled'),
  mcastIgmpVersion: plain('mcast_igmp_version', 2),
  mcastMldVersion: plain('mcast_mld_version', 1),
  nfCallIptables: flag('nf_call_iptables'),
  nfCallIp6tables: flag('nf_call_ip6tables'),
  nfCallArptables: flag('nf_call_arptables'),
};

const NAMES = Object.keys(BRIDGE_FIELDS) as (keyof BridgeSpec)[];

export function keyOfField({ word, key = word }: BridgeField): string {
  return key;
}

/** Without the settings that only a kernel with VLAN filtering has. */
export const NEW_BRIDGE: BridgeOptions = {
  ...{ stp: false, vlanFiltering: false, ageing: 300 },
  options: Object.fromEntries(
    Object.values(BRIDGE_FIELDS)
      .filter(({ word }) => !word.startsWith('vlan_'))
      .map((field) => [keyOfField(field), field.standard]),
  ),
};

/** One setting in the kernel's unit. A setting that is not printed is what the kernel starts with. */
function valueOf(bridge: BridgeOptions, name: keyof BridgeSpec): string | number {
  const field = BRIDGE_FIELDS[name];
  if (name === 'stp') return Number(bridge.stp);
  if (name === 'vlanFiltering') return Number(bridge.vlanFiltering);
  if (name === 'ageing' && bridge.ageing !== undefined) return Math.round(bridge.ageing * 100);
  const printed = bridge.options[keyOfField(field)] ?? field.standard;
  // `group_fwd_mask` is printed as `0x8`.
  return field.kind === 'text' ? String(printed) : Number(printed);
}

function wantedOf(spec: BridgeSpec, name: keyof BridgeSpec): string | number {
  const field = BRIDGE_FIELDS[name];
  if (field.kind === 'text') return String(spec[name]);
  return Math.round(Number(spec[name]) * (field.kind === 'number' ? field.scale : 1));
}

/** The kernel counts some times in ticks of its own: 31.25 s reads back as 31.24 (6.18 with 250 ticks a second). */
function isNear(name: keyof BridgeSpec, a: string | number, b: string | number): boolean {
  const field = BRIDGE_FIELDS[name];
  if (a === b || field.kind !== 'number' || typeof a === 'string' || typeof b === 'string') return a === b;
  return Math.abs(a - b) <= (field.off ?? 0);
}

/** The value as argv has it. */
export function bridgeWord(spec: BridgeSpec, name: keyof BridgeSpec): string {
  return String(wantedOf(spec, name));
}

function named(spec: BridgeSpec): readonly (keyof BridgeSpec)[] {
  return NAMES.filter((name) => spec[name] !== undefined);
}

export function bridgeHas(bridge: BridgeOptions | undefined, spec: BridgeSpec): boolean {
  return (
    bridge !== undefined &&
    named(spec).every((name) => isNear(name, valueOf(bridge, name), wantedOf(spec, name)) || isPassing(bridge, name))
  );
}

/** While the topology changes, spanning tree puts twice the forward delay in place of the ageing (`__br_set_topology_change`, seen on 6.18). */
function isPassing({ stp, options }: BridgeOptions, name: keyof BridgeSpec): boolean {
  return name === 'ageing' && stp && options['topology_change'] === 1;
}

export function changedBridge(bridge: BridgeOptions, spec: BridgeSpec): BridgeOptions {
  const printed = named(spec).map((name) => [keyOfField(BRIDGE_FIELDS[name]), wantedOf(spec, name)] as const);
  return {
    ...bridge,
    stp: spec.stp ?? bridge.stp,
    vlanFiltering: spec.vlanFiltering ?? bridge.vlanFiltering,
    ageing: spec.ageing ?? bridge.ageing,
    options: { ...bridge.options, ...Object.fromEntries(printed) },
  };
}

/** The values that these settings have now; with no names given, every one that is not the kernel's default. */
export function bridgeSpecOf(bridge: BridgeOptions, names?: BridgeSpec): BridgeSpec {
  const wanted =
    names === undefined
      ? NAMES.filter((name) => !isNear(name, valueOf(bridge, name), BRIDGE_FIELDS[name].standard))
      : named(names);
  return valid(
    BridgeSpec.entries,
    wanted.map((name) => [name, ownValue(bridge, name)]),
  ) as BridgeSpec;
}

/** Without what is printed and no step can set: that is said by `lost.ts`, and must not keep the rest from being set. */
export function valid(
  fields: v.ObjectEntries,
  entries: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  return Object.fromEntries(
    entries.filter(([name, value]) => value !== undefined && fields[name] !== undefined && v.is(fields[name], value)),
  );
}

/** Every setting that is not the kernel's default, in the kernel's unit, whether or not a step can set it. */
export function bridgeValues(bridge: BridgeOptions): Readonly<Record<string, string | number>> {
  const unusual = NAMES.filter((name) => !isNear(name, valueOf(bridge, name), BRIDGE_FIELDS[name].standard));
  return Object.fromEntries(unusual.map((name) => [BRIDGE_FIELDS[name].word, valueOf(bridge, name)]));
}

function ownValue(bridge: BridgeOptions, name: keyof BridgeSpec): string | number | boolean {
  const field = BRIDGE_FIELDS[name];
  const value = valueOf(bridge, name);
  if (field.kind === 'number') return Number(value) / field.scale;
  return field.kind === 'flag' ? value === 1 : value;
}

/**
 * A bridge made with an MTU is not pinned to it: its next port changes it (`br_mtu_auto_adjust`, 6.18), until somebody sets one that
 * differs from what it has. `first` is what it is made with, so that `link-set-mtu` afterwards does differ.
 */
export function bridgeMtu(mtu: number): { readonly first: { readonly mtu?: number } } {
  return { first: mtu === 1500 ? { mtu: 1499 } : {} };
}
