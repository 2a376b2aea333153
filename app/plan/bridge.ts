/** What can be set on a bridge, and on a link as one of its ports. */
import * as v from 'valibot';
import type { BridgeOptions, BridgePort } from '../model/bridge.ts';

const centiseconds = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.minValue(least), v.maxValue(most)));
const whole = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(least), v.maxValue(most)));

/** Times are in seconds; the rest is named as ip-link(8) names it. */
export const BridgeSpec = v.strictObject({
  stp: v.optional(v.boolean()),
  vlanFiltering: v.optional(v.boolean()),
  vlanDefaultPvid: whole(0, 4094),
  ageing: centiseconds(0, 1_000_000),
  /** Without spanning tree any: 0 is usual. */
  forwardDelay: centiseconds(0, 30),
  helloTime: centiseconds(1, 10),
  maxAge: centiseconds(6, 40),
  priority: whole(0, 65535),
  mcastSnooping: v.optional(v.boolean()),
  nfCallIptables: v.optional(v.boolean()),
  nfCallIp6tables: v.optional(v.boolean()),
});
export type BridgeSpec = v.InferOutput<typeof BridgeSpec>;

export const PortSpec = v.strictObject({
  state: v.optional(v.picklist(['disabled', 'listening', 'learning', 'forwarding', 'blocking'])),
  cost: whole(1, 65535),
  priority: whole(0, 63),
  hairpin: v.optional(v.boolean()),
  learning: v.optional(v.boolean()),
  flood: v.optional(v.boolean()),
  neighSuppress: v.optional(v.boolean()),
  isolated: v.optional(v.boolean()),
});
export type PortSpec = v.InferOutput<typeof PortSpec>;

interface Field {
  /** The word in argv, which is also the key in `info_data`. */
  readonly word: string;
  /** What one of ours is in the kernel's unit. */
  readonly scale: number;
  readonly standard: number;
}

const flag = (word: string, on = false): Field => ({ word, scale: 1, standard: on ? 1 : 0 });
const seconds = (word: string, standard: number): Field => ({ word, scale: 100, standard: standard * 100 });

/** iproute2's word for each setting and the kernel's default (`net/bridge/br_device.c`, `br_if.c`). */
export const BRIDGE_FIELDS: Readonly<Record<keyof BridgeSpec, Field>> = {
  stp: flag('stp_state'),
  vlanFiltering: flag('vlan_filtering'),
  vlanDefaultPvid: { word: 'vlan_default_pvid', scale: 1, standard: 1 },
  ageing: seconds('ageing_time', 300),
  forwardDelay: seconds('forward_delay', 15),
  helloTime: seconds('hello_time', 2),
  maxAge: seconds('max_age', 20),
  priority: { word: 'priority', scale: 1, standard: 32768 },
  mcastSnooping: flag('mcast_snooping', true),
  nfCallIptables: flag('nf_call_iptables'),
  nfCallIp6tables: flag('nf_call_ip6tables'),
};

/** A port as it is right after it was enslaved. */
export const NEW_PORT: BridgePort = {
  state: 'disabled',
  priority: 32,
  ...{ hairpin: false, learning: true, flood: true, neighSuppress: false, isolated: false },
};

const NAMES = Object.keys(BRIDGE_FIELDS) as (keyof BridgeSpec)[];

/** Without the settings that only a kernel with VLAN filtering has. */
export const NEW_BRIDGE: BridgeOptions = {
  ...{ stp: false, vlanFiltering: false, ageing: 300 },
  options: Object.fromEntries(
    Object.values(BRIDGE_FIELDS)
      .filter(({ word }) => !word.startsWith('vlan_'))
      .map(({ word, standard }) => [word, standard]),
  ),
};

/** One setting in the kernel's unit. A setting that is not printed is what the kernel starts with. */
function valueOf(bridge: BridgeOptions, name: keyof BridgeSpec): number {
  const { word, standard } = BRIDGE_FIELDS[name];
  if (name === 'stp') return Number(bridge.stp);
  if (name === 'vlanFiltering') return Number(bridge.vlanFiltering);
  if (name === 'ageing' && bridge.ageing !== undefined) return Math.round(bridge.ageing * 100);
  const printed = bridge.options[word];
  return printed === undefined ? standard : Number(printed);
}

function wantedOf(spec: BridgeSpec, name: keyof BridgeSpec): number {
  return Math.round(Number(spec[name]) * BRIDGE_FIELDS[name].scale);
}

function named(spec: BridgeSpec): readonly (keyof BridgeSpec)[] {
  return NAMES.filter((name) => spec[name] !== undefined);
}

export function bridgeHas(bridge: BridgeOptions | undefined, spec: BridgeSpec): boolean {
  return bridge !== undefined && named(spec).every((name) => valueOf(bridge, name) === wantedOf(spec, name) || isPassing(bridge, name)); // prettier-ignore
}

/** While the topology changes, spanning tree puts twice the forward delay in place of the ageing (`__br_set_topology_change`, seen on 6.18). */
function isPassing({ stp, options }: BridgeOptions, name: keyof BridgeSpec): boolean {
  return name === 'ageing' && stp && options['topology_change'] === 1;
}

export function changedBridge(bridge: BridgeOptions, spec: BridgeSpec): BridgeOptions {
  const printed = named(spec).map((name) => [BRIDGE_FIELDS[name].word, wantedOf(spec, name)] as const);
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
    names === undefined ? NAMES.filter((name) => valueOf(bridge, name) !== BRIDGE_FIELDS[name].standard) : named(names);
  const entries = wanted.map((name) => {
    const { scale, word } = BRIDGE_FIELDS[name];
    const value = valueOf(bridge, name);
    return [name, isFlag(word) ? value === 1 : value / scale] as const;
  });
  return v.parse(BridgeSpec, Object.fromEntries(entries));
}

function isFlag(word: string): boolean {
  return /^(stp_state|vlan_filtering|mcast_snooping|nf_call_)/.test(word);
}

/** `cost` and `state` follow the carrier where nobody set them, so they are compared only where they are named. */
export function portHas(port: BridgePort | undefined, spec: PortSpec): boolean {
  return port !== undefined && (Object.keys(spec) as (keyof PortSpec)[]).every((name) => spec[name] === undefined || spec[name] === port[name]); // prettier-ignore
}

export function portSpecOf(port: BridgePort, names: PortSpec): PortSpec {
  const entries = (Object.keys(names) as (keyof PortSpec)[]).map((name) => [name, port[name]]);
  return v.parse(PortSpec, Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
}

/** What differs from a port that was just enslaved, apart from what follows the carrier. */
export function portChanges(port: BridgePort): PortSpec {
  const names = ['priority', 'hairpin', 'learning', 'flood', 'neighSuppress', 'isolated'] as const;
  return Object.fromEntries(
    names.filter((name) => port[name] !== undefined && port[name] !== NEW_PORT[name]).map((name) => [name, port[name]]),
  );
}
