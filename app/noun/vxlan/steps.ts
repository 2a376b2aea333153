import * as v from 'valibot';
import type { VxlanOptions } from './row.ts';
import { Ifname, IpAddress, UdpPort, Vni } from '../../base/field.ts';
import { canonicalIp } from '../../base/ip.ts';

/** What a vxlan device is created with. Names are iproute2's; absent means the kernel's default. */
export const VxlanSpec = v.strictObject({
  /** 0 is legal, though nothing makes it by itself. */
  vni: v.optional(v.union([v.literal(0), Vni], 'must be 0 to 16777215')),
  remote: v.optional(IpAddress),
  group: v.optional(IpAddress),
  local: v.optional(IpAddress),
  dev: v.optional(Ifname),
  dstport: UdpPort,
  srcport: v.optional(
    v.strictObject({
      low: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
      high: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
    }),
  ),
  ttl: v.optional(
    v.union([v.literal('inherit'), v.literal('auto'), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255))]),
  ),
  tos: v.optional(
    v.union([v.literal('inherit'), v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,2}$/, 'must be hexadecimal, like 0x10'))]),
  ),
  df: v.optional(v.picklist(['unset', 'set', 'inherit'])),
  flowlabel: v.optional(v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,5}$/, 'must be hexadecimal, up to 0xfffff'))),
  ageing: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  maxaddress: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  learning: v.optional(v.boolean()),
  proxy: v.optional(v.boolean()),
  rsc: v.optional(v.boolean()),
  l2miss: v.optional(v.boolean()),
  l3miss: v.optional(v.boolean()),
  udpcsum: v.optional(v.boolean()),
  udp6zerocsumtx: v.optional(v.boolean()),
  udp6zerocsumrx: v.optional(v.boolean()),
  remcsumtx: v.optional(v.boolean()),
  remcsumrx: v.optional(v.boolean()),
  localbypass: v.optional(v.boolean()),
  external: v.optional(v.boolean()),
  vnifilter: v.optional(v.boolean()),
  mcroute: v.optional(v.boolean()),
  gbp: v.optional(v.boolean()),
  gpe: v.optional(v.boolean()),
  reservedBits: v.optional(v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,16}$/, 'must be hexadecimal'))),
});
export type VxlanSpec = v.InferOutput<typeof VxlanSpec>;

/**
 * What the kernel changes on a device that is there (`vxlan_changelink`, seen on 6.18); everything else needs it made again.
 * `remote`, `group` and `local` of `0.0.0.0` or `::` take the address away.
 */
export const VxlanChange = v.pick(VxlanSpec, [
  ...(['remote', 'group', 'local', 'dev', 'tos', 'df', 'ageing', 'learning', 'localbypass'] as const),
  'ttl',
]);
export type VxlanChange = v.InferOutput<typeof VxlanChange>;

/** How a device made with this spec reads back, with the kernel's defaults for what it leaves out (`drivers/net/vxlan/vxlan_core.c`). */
export function optionsOf(spec: VxlanSpec): VxlanOptions {
  const { srcport, vni, dstport, ttl, ...rest } = spec;
  return {
    ...rest,
    vni: vni ?? 0,
    dstport,
    ttl: ttl ?? 'auto',
    srcportLow: srcport?.low ?? 0,
    srcportHigh: srcport?.high ?? 0,
    df: spec.df ?? 'unset',
    learning: spec.learning ?? learnsByDefault(spec),
    udpcsum: spec.udpcsum ?? true,
    // 0 is taken as "the default" (seen on 6.18).
    ageing: spec.ageing || DEFAULT_AGEING,
  };
}

/** Seconds (`FDB_AGE_DEFAULT`, `drivers/net/vxlan/vxlan_core.c`). */
export const DEFAULT_AGEING = 300;

/** `external` switches learning off, unless `learning` comes after it (`ip/iplink_vxlan.c`, 5.15 to 6.17). */
function learnsByDefault({ external }: { readonly external?: boolean }): boolean {
  return external !== true;
}

const DEFAULT_ON = ['learning', 'udpcsum', 'localbypass'] as const;
const DEFAULT_OFF = [
  ...(['proxy', 'rsc', 'l2miss', 'l3miss', 'udp6zerocsumtx', 'udp6zerocsumrx', 'remcsumtx', 'remcsumrx'] as const),
  ...(['external', 'vnifilter', 'mcroute', 'gbp', 'gpe'] as const),
] as const;

/** Printed since 6.14 for every device: what a plain one and one with `gbp` do not use themselves (6.17 recorded). */
const OWN_RESERVED_BITS: readonly string[] = ['0xf7ffffff000000ff', '0x77000000000000ff'];

/** The spec that makes a device with these options; what is the kernel's default is left out. */
export function specOf(options: VxlanOptions): VxlanSpec {
  const { vni, dstport, srcportLow = 0, srcportHigh = 0, ttl, df, ageing, reservedBits, ...rest } = options;
  const spec: Record<string, unknown> = { ...rest, dstport };
  if (options.external !== true) spec['vni'] = vni;
  if (srcportLow !== 0 || srcportHigh !== 0) spec['srcport'] = { low: srcportLow, high: srcportHigh };
  if (ttl !== 'auto') spec['ttl'] = ttl;
  if (df !== undefined && df !== 'unset') spec['df'] = df;
  if (ageing !== undefined && ageing !== DEFAULT_AGEING) spec['ageing'] = ageing;
  if (reservedBits !== undefined && !OWN_RESERVED_BITS.includes(reservedBits)) spec['reservedBits'] = reservedBits;
  for (const name of DEFAULT_ON) if (rest[name] !== false) delete spec[name];
  if (rest.external === true && rest.learning !== undefined) spec['learning'] = rest.learning;
  if (rest.learning === learnsByDefault(rest)) delete spec['learning'];
  for (const name of DEFAULT_OFF) if (rest[name] !== true) delete spec[name];
  return v.parse(VxlanSpec, Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)));
}

/** Whether a device has the options that a spec or a change names. `mcroute` is never printed, so it cannot be compared. */
export function hasOptions(real: VxlanOptions | undefined, wanted: Partial<VxlanSpec>): boolean {
  if (real === undefined) return false;
  return (Object.keys(wanted) as (keyof VxlanSpec)[]).every((name) => hasOption(real, wanted, name));
}

function hasOption(real: VxlanOptions, wanted: Partial<VxlanSpec>, name: keyof VxlanSpec): boolean {
  const value = wanted[name];
  if (value === undefined || name === 'mcroute' || name === 'reservedBits') return true;
  switch (name) {
    case 'srcport':
      return real.srcportLow === wanted.srcport?.low && real.srcportHigh === wanted.srcport?.high;
    case 'ageing':
      return real.ageing === (wanted.ageing || DEFAULT_AGEING);
    case 'remote':
    case 'group':
      // One setting in the kernel: no far end at all is neither of them.
      if (isAny(value as string)) return real.remote === undefined && real.group === undefined;
      return real[name] === canonicalIp(value as string);
    case 'local':
      return real[name] === (isAny(value as string) ? undefined : canonicalIp(value as string));
    case 'tos':
    case 'flowlabel':
      return sameNumber(real[name], value as string);
    case 'df':
      return (real.df ?? 'unset') === value;
    case 'dev':
    case 'dstport':
    case 'external':
    case 'gbp':
    case 'gpe':
    case 'l2miss':
    case 'l3miss':
    case 'learning':
    case 'localbypass':
    case 'maxaddress':
    case 'proxy':
    case 'remcsumrx':
    case 'remcsumtx':
    case 'rsc':
    case 'ttl':
    case 'udp6zerocsumrx':
    case 'udp6zerocsumtx':
    case 'udpcsum':
    case 'vni':
    case 'vnifilter':
      return typeof value === 'boolean'
        ? (real[name] ?? (DEFAULT_ON as readonly string[]).includes(name)) === value
        : real[name] === value;
  }
}

/** `0x0` and nothing are the same; `inherit` is only itself. */
function sameNumber(real: string | undefined, wanted: string): boolean {
  if (real === 'inherit' || wanted === 'inherit') return real === wanted;
  return parseInt(real ?? '0x0', 16) === parseInt(wanted, 16);
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The options after a change in place: a new `remote` puts away the `group` and the other way round. */
export function changedOptions(options: VxlanOptions, change: VxlanChange): VxlanOptions {
  const { ageing, remote, group, local, tos, ...rest } = change;
  const far = remote ?? group;
  const ends = far === undefined ? {} : { remote: undefined, group: undefined };
  return {
    ...options,
    ...rest,
    ...ends,
    ...(remote === undefined || isAny(remote) ? {} : { remote: canonicalIp(remote) }),
    ...(group === undefined || isAny(group) ? {} : { group: canonicalIp(group) }),
    ...(local === undefined ? {} : { local: isAny(local) ? undefined : canonicalIp(local) }),
    ...(tos === undefined ? {} : { tos: tos === '0x0' ? undefined : tos }),
    ...(ageing === undefined ? {} : { ageing: ageing || DEFAULT_AGEING }),
  };
}

/**
 * Whether a change can be taken back in place, for any option whatever: not where it gives an underlay device to one that had
 * none (`ip` has no word for none), nor `ttl` to one that inherited it (seen on 6.18).
 */
export function isTakenBack(options: VxlanOptions, change: VxlanChange): boolean {
  return sameOptions(changedOptions(changedOptions(options, change), changeBack(options, change)), options);
}

function sameOptions(a: VxlanOptions, b: VxlanOptions): boolean {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof VxlanOptions)[];
  return names.every((name) => a[name] === b[name] || STANDARD[name] === (a[name] ?? b[name]));
}

/** What stands for an option that is not printed. */
const STANDARD: Partial<VxlanOptions> = { learning: true, localbypass: true, df: 'unset', ageing: DEFAULT_AGEING };

/** The change that brings back what another change overwrote, as far as the kernel takes it: ask `isTakenBack`. */
export function changeBack(options: VxlanOptions, change: VxlanChange): VxlanChange {
  const none = [options.remote, options.group, options.local, change.remote, change.group, change.local].some(
    (address) => address?.includes(':'),
  )
    ? '::'
    : '0.0.0.0';
  const far = change.remote !== undefined || change.group !== undefined;
  const end = options.group === undefined ? { remote: options.remote ?? none } : { group: options.group };
  return {
    ...(far ? end : {}),
    ...(change.local === undefined ? {} : { local: options.local ?? none }),
    // `ip` takes a group only with its device (6.1).
    ...((change.dev === undefined && !(far && options.group !== undefined)) || options.dev === undefined
      ? {}
      : { dev: options.dev }),
    ...(change.ttl === undefined || options.ttl === 'inherit' ? {} : { ttl: options.ttl }),
    ...(change.tos === undefined ? {} : { tos: options.tos ?? '0x0' }),
    ...(change.df === undefined ? {} : { df: (options.df ?? 'unset') as 'unset' }),
    ...(change.ageing === undefined ? {} : { ageing: options.ageing ?? DEFAULT_AGEING }),
    ...(change.learning === undefined ? {} : { learning: options.learning ?? true }),
    ...(change.localbypass === undefined ? {} : { localbypass: options.localbypass ?? true }),
  };
}
