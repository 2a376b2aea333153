import type { VxlanSpec } from './steps.ts';
import { option } from '../../base/argv.ts';
import type { JsonObject } from '../../base/json.ts';
import type { VxlanOptions } from './row.ts';
import { flag, number, object, text } from '../item.ts';

/**
 * `linkinfo.info_data` of a vxlan device (ip/iplink_vxlan.c, 5.15 to 6.17), or the name of the field that is unusable.
 * `moved` says that the device left the namespace it was made in: its `link` is then resolved in the wrong one
 * (recorded in `red-link.json`) and names nothing, or a stranger.
 */
export function readVxlan(data: JsonObject, moved: boolean): VxlanOptions | string {
  const external = flag(data, 'external');
  const vni = number(data, 'id') ?? (external === true ? 0 : undefined);
  const dstport = number(data, 'port');
  if (vni === undefined) return 'linkinfo.info_data.id';
  if (dstport === undefined) return 'linkinfo.info_data.port';
  return { vni, dstport, external, ...ends(data, moved), ...header(data), ...limits(data), ...switches(data) };
}

/** JSON has one key per family: `remote6` beside `remote`, and so on. */
function ends(data: JsonObject, moved: boolean) {
  const ports = object(data, 'port_range');
  return {
    remote: text(data, 'remote') ?? text(data, 'remote6'),
    group: text(data, 'group') ?? text(data, 'group6'),
    local: text(data, 'local') ?? text(data, 'local6'),
    dev: moved ? undefined : text(data, 'link'),
    srcportLow: ports && number(ports, 'low'),
    srcportHigh: ports && number(ports, 'high'),
  };
}

/** The outer header. `ttl inherit` prints nothing at all, `auto` prints 0, and `tos inherit` prints 0x1. */
function header(data: JsonObject) {
  const tos = text(data, 'tos');
  return {
    ttl: ttlOf(data),
    tos: tos === '0x1' ? 'inherit' : tos,
    df: text(data, 'df'),
    flowlabel: text(data, 'label') ?? text(data, 'flowlabel'),
  };
}

function ttlOf(data: JsonObject): VxlanOptions['ttl'] {
  const { ttl } = data;
  if (ttl === 0 || ttl === 'auto') return 'auto';
  return typeof ttl === 'number' ? ttl : 'inherit';
}

function limits(data: JsonObject) {
  return {
    ageing: number(data, 'ageing'),
    maxaddress: number(data, 'limit'),
    reservedBits: text(data, 'reserved_bits'),
  };
}

/** Before 6.4 false proxy, rsc, l2miss, l3miss and external are left out and `gbp` is true; since then all are there and `gbp` is null. */
function switches(data: JsonObject) {
  return {
    learning: flag(data, 'learning'),
    proxy: flag(data, 'proxy'),
    rsc: flag(data, 'rsc'),
    l2miss: flag(data, 'l2miss'),
    l3miss: flag(data, 'l3miss'),
    udpcsum: flag(data, 'udp_csum'),
    udp6zerocsumtx: flag(data, 'udp_zero_csum6_tx'),
    udp6zerocsumrx: flag(data, 'udp_zero_csum6_rx'),
    remcsumtx: flag(data, 'remcsum_tx'),
    remcsumrx: flag(data, 'remcsum_rx'),
    localbypass: flag(data, 'localbypass'),
    vnifilter: flag(data, 'vnifilter'),
    mcroute: flag(data, 'mcroute'),
    gbp: flag(data, 'gbp'),
    gpe: flag(data, 'gpe'),
  };
}

/** What follows `type vxlan` (ip-link(8)). An absent option is the kernel's default, or stays as it is. */
export function vxlanArgs(spec: Partial<VxlanSpec>): readonly string[] {
  const { srcport } = spec;
  return [
    ...option('id', spec.vni),
    ...option('remote', spec.remote),
    ...option('group', spec.group),
    ...option('local', spec.local),
    ...option('dev', spec.dev),
    ...option('dstport', spec.dstport),
    ...(srcport ? ['srcport', String(srcport.low), String(srcport.high)] : []),
    ...option('ttl', spec.ttl),
    ...option('tos', spec.tos),
    ...option('df', spec.df),
    ...option('flowlabel', spec.flowlabel),
    ...option('ageing', spec.ageing),
    ...option('maxaddress', spec.maxaddress),
    ...SWITCHES.flatMap((name) => switchArgs(name, spec[name])),
    ...(spec.gbp === true ? ['gbp'] : []),
    ...(spec.gpe === true ? ['gpe'] : []),
    ...option('reserved_bits', spec.reservedBits),
  ];
}

/** Each is `NAME` or `noNAME`; `gbp` and `gpe` have no negative form. */
const SWITCHES = [
  // First, because it switches learning off.
  'external',
  ...['learning', 'proxy', 'rsc', 'l2miss', 'l3miss', 'udpcsum', 'udp6zerocsumtx', 'udp6zerocsumrx'],
  ...['remcsumtx', 'remcsumrx', 'localbypass', 'vnifilter', 'mcroute'],
] as readonly SwitchName[];
type SwitchName = Exclude<
  { [K in keyof VxlanSpec]-?: NonNullable<VxlanSpec[K]> extends boolean ? K : never }[keyof VxlanSpec],
  'gbp' | 'gpe'
>;

function switchArgs(name: string, on: boolean | undefined): readonly string[] {
  return on === undefined ? [] : [on ? name : `no${name}`];
}
