import * as v from 'valibot';
import { Cidr, Ifname, IpAddress, NetnsRef } from './field.ts';

const route = {
  netns: NetnsRef,
  family: v.picklist(['inet', 'inet6']),
  dst: v.union([v.literal('default'), Cidr], 'must be "default" or a prefix like 10.0.0.0/24'),
  via: v.optional(IpAddress),
  dev: v.optional(Ifname),
  src: v.optional(IpAddress),
  metric: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295))),
  onlink: v.optional(v.boolean()),
};
export const RouteStep = v.variant('do', [
  v.strictObject({ do: v.literal('route-add'), ...route }),
  v.strictObject({ do: v.literal('route-replace'), ...route }),
  v.strictObject({ do: v.literal('route-del'), ...route }),
]);
