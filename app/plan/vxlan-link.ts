import * as v from 'valibot';
import type { VxlanOptions } from '../model/vxlan-link.ts';
import { Ifname, IpAddress, UdpPort, Vni } from './field.ts';

/** What a vxlan device is created with. Names are iproute2's; absent means the kernel's default. */
export const VxlanSpec = v.strictObject({
  vni: v.optional(Vni),
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
  gbp: v.optional(v.boolean()),
  gpe: v.optional(v.boolean()),
});
export type VxlanSpec = v.InferOutput<typeof VxlanSpec>;

/** How a device made with this spec reads back, with the kernel's defaults for what it leaves out (`drivers/net/vxlan/vxlan_core.c`). */
export function optionsOf(spec: VxlanSpec): VxlanOptions {
  const { srcport, vni, dstport, ttl, tos, ...rest } = spec;
  return {
    ...rest,
    vni: vni ?? 0,
    dstport,
    ttl: ttl ?? 'auto',
    ...(tos === undefined ? {} : { tos: tos === 'inherit' ? '0x1' : tos }),
    srcportLow: srcport?.low ?? 0,
    srcportHigh: srcport?.high ?? 0,
    learning: spec.learning ?? true,
    udpcsum: spec.udpcsum ?? true,
    ageing: spec.ageing ?? 300,
  };
}
