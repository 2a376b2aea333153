import * as v from 'valibot';
import { Ifname, Mac, Mtu, NetnsName, NetnsRef } from './field.ts';
import { VxlanSpec } from './vxlan-link.ts';

const place = { netns: NetnsRef, name: Ifname };
const made = { ...place, mac: v.optional(Mac), mtu: v.optional(Mtu) };

/** Each `link-set-*` changes one thing, so that its inverse is one thing too. */
export const LinkStep = v.variant('do', [
  v.strictObject({ do: v.literal('link-add-vxlan'), ...made, vxlan: VxlanSpec }),
  v.strictObject({ do: v.literal('link-add-bridge'), ...made, stp: v.optional(v.boolean()) }),
  v.strictObject({
    do: v.literal('link-add-veth'),
    ...made,
    peer: v.strictObject({ name: Ifname, netns: v.optional(NetnsName), mac: v.optional(Mac), mtu: v.optional(Mtu) }),
  }),
  v.strictObject({ do: v.literal('link-del'), ...place }),
  v.strictObject({ do: v.literal('link-set-up'), ...place, up: v.boolean() }),
  v.strictObject({ do: v.literal('link-set-mtu'), ...place, mtu: Mtu }),
  v.strictObject({ do: v.literal('link-set-mac'), ...place, mac: Mac }),
  /** `master: null` releases the port. */
  v.strictObject({ do: v.literal('link-set-master'), ...place, master: v.nullable(Ifname) }),
  v.strictObject({ do: v.literal('link-set-netns'), ...place, to: NetnsName }),
  v.strictObject({ do: v.literal('link-set-addrgenmode'), ...place, mode: v.picklist(['none', 'eui64', 'stable_secret', 'random']) }),
]);
