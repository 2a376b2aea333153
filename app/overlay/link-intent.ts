import * as v from 'valibot';
import { Cidr, HostIdSchema, Ifname, IpAddress, Mac, Mtu, NetnsName, UdpPort, Vni } from '../base/field.ts';

/** DESIGN: `bridged` is one subnet on all hosts, `routed` a subnet a host with learning, `flannel` what flannel's vxlan backend programs. */
export const LINK_MODES = ['bridged', 'routed', 'flannel'] as const;
export type LinkMode = (typeof LINK_MODES)[number];

/** A namespace with a veth on the bridge, for something to talk from (as `red` in the article). */
export const EndpointIntent = v.strictObject({
  netns: NetnsName,
  /** The veth inside the namespace. */
  dev: Ifname,
  /** Its other end, a port of the bridge. */
  port: Ifname,
  address: Cidr,
  /** Default route inside the namespace; not in `bridged`. */
  gateway: v.optional(IpAddress),
});
export type EndpointIntent = v.InferOutput<typeof EndpointIntent>;

export const LinkSide = v.strictObject({
  host: HostIdSchema,
  /** The underlay device and the address on it that the tunnel leaves from. */
  underlayDev: Ifname,
  underlayAddress: IpAddress,
  vxlan: Ifname,
  vxlanMac: Mac,
  /**
   * `routed`: the device's own address, in the overlay's wide prefix, like 10.42.64.2/16. `flannel`: the first address of this host's
   * subnet alone, like 10.42.64.0/32.
   */
  vxlanAddress: v.optional(Cidr),
  bridge: Ifname,
  /** `routed`, `flannel`: gateway of this host's subnet, like 10.42.64.1/24. `bridged`: optional address of the host itself. */
  bridgeAddress: v.optional(Cidr),
  endpoint: v.nullable(EndpointIntent),
});
export type LinkSide = v.InferOutput<typeof LinkSide>;

/** *Link two hosts*: what the wizard's picture and `overlane link` fill in. */
export const LinkIntent = v.strictObject({
  kind: v.literal('link'),
  /** The overlay's name, by which it is taken apart again. */
  name: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/, 'must be 1 to 32 letters, digits, ".", "_" or "-"'),
  ),
  mode: v.picklist(LINK_MODES),
  vni: Vni,
  port: UdpPort,
  mtu: Mtu,
  sides: v.tuple([LinkSide, LinkSide]),
});
export type LinkIntent = v.InferOutput<typeof LinkIntent>;

/** *Take it apart*: removes exactly what linking made, by the journal. `forget` removes the record alone: no host is changed. */
export const UnlinkIntent = v.strictObject({
  kind: v.literal('unlink'),
  name: v.string(),
  forget: v.optional(v.boolean()),
});
export type UnlinkIntent = v.InferOutput<typeof UnlinkIntent>;
