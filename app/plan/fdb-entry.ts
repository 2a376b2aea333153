import * as v from 'valibot';
import { Ifname, IpAddress, Mac, NetnsRef, UdpPort, Vni } from './field.ts';

const entry = {
  netns: NetnsRef,
  dev: Ifname,
  mac: Mac,
  dst: v.optional(IpAddress),
  port: v.optional(UdpPort),
  vni: v.optional(Vni),
  srcVni: v.optional(Vni),
  via: v.optional(Ifname),
  vlan: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4094))),
  /** `self` is the device's own table, `master` its bridge's. */
  owner: v.picklist(['self', 'master']),
  state: v.picklist(['permanent', 'static', 'dynamic']),
  flags: v.optional(v.array(v.picklist(['sticky', 'extern_learn', 'router', 'use']))),
};
/**
 * `fdb-append` adds a destination to a flood entry. `fdb-del` of a flood entry must name `dst`:
 * without it the kernel removes the whole flood list (vxlan.md §2, seen on 6.18).
 */
export const FdbEntryStep = v.variant('do', [
  v.strictObject({ do: v.literal('fdb-add'), ...entry }),
  v.strictObject({ do: v.literal('fdb-append'), ...entry }),
  v.strictObject({ do: v.literal('fdb-replace'), ...entry }),
  v.strictObject({ do: v.literal('fdb-del'), ...entry }),
]);
