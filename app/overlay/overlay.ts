/** An Overlay over any number of hosts, stated once: what each member should have follows from it and from nothing else. */
import * as v from 'valibot';
import { Cidr, Ifname, IpAddress, Mac, Mtu, NetnsName, UdpPort, Vni, HostIdSchema } from '../base/field.ts';
import { StepSchema, tableOf, type Step } from '../noun/step.ts';
import { LINK_MODES } from './link-intent.ts';

/**
 * `found`: what was made by hand in a way that the others have no word for (a multicast group, an address on the tunnel itself, a tunnel
 * inside a namespace, `external`, entries to hosts that are not here). Its members carry the rows as they were when it was adopted.
 */
export const OVERLAY_MODES = [...LINK_MODES, 'found'] as const;
export type OverlayMode = (typeof OVERLAY_MODES)[number];

export const OverlayName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/, 'must be 1 to 32 letters, digits, ".", "_" or "-"'),
);

/** A namespace with a veth on the member's bridge, for something to talk from. */
export const MemberEndpoint = v.strictObject({
  netns: NetnsName,
  /** The veth inside the namespace. */
  dev: Ifname,
  /** Its other end, a port of the bridge. */
  port: Ifname,
  /** With prefix length; at most one a family. */
  addresses: v.pipe(v.array(Cidr), v.minLength(1), v.maxLength(2)),
  /** Where its default routes lead, one a family, if not the usual way: to the bridge, and in `bridged` nowhere. */
  gateways: v.optional(v.pipe(v.array(IpAddress), v.maxLength(2))),
});
export type MemberEndpoint = v.InferOutput<typeof MemberEndpoint>;

/** Tables that rows of a `found` overlay may lie in: what stands on a tunnel and its bridge. */
const FOUND_TABLES = ['netns', 'link', 'address', 'route', 'fdb', 'vni', 'vlan', 'neighbour'];

/** One row of a `found` overlay, as the step that makes it again; nothing that removes. */
export function isFoundRow(step: Step): boolean {
  return FOUND_TABLES.includes(tableOf(step)) && !step.do.endsWith('-del');
}
const FoundRow = v.pipe(StepSchema, v.check(isFoundRow, 'is no row of a tunnel or its bridge'));

/** The tunnel device of one outer family on one member. */
export const MemberTunnel = v.strictObject({
  name: Ifname,
  mac: Mac,
  /** `found`: the namespace that it is in; absent, the host's own. */
  netns: v.optional(NetnsName),
  /** The VTEP's own address in the underlay; its family is the outer family. */
  local: IpAddress,
  /**
   * The device's own addresses where they are not the usual ones: a subnet's first address alone in `flannel`, its third with the
   * length of the wide prefix in `routed`. An overlay that was made by hand may have others.
   */
  addresses: v.optional(v.pipe(v.array(Cidr), v.maxLength(2))),
  /** Options that the device itself does without, because it was made by hand so: the kernel's routing decides what they would say. */
  unsaid: v.optional(v.pipe(v.array(v.picklist(['dev', 'local'])), v.maxLength(2))),
});
export type MemberTunnel = v.InferOutput<typeof MemberTunnel>;

export const OverlayMember = v.strictObject({
  host: HostIdSchema,
  /** The underlay device that the tunnels leave through. */
  dev: Ifname,
  /**
   * One tunnel; two in a dual-stack `flannel` overlay, where each family has a device of its own over an underlay of the same
   * family (as `flannel.1` and `flannel-v6.1`).
   */
  tunnels: v.pipe(v.array(MemberTunnel), v.minLength(1), v.maxLength(2)),
  bridge: Ifname,
  /** `routed` and `flannel`: the networks behind this host, one a prefix of the overlay; empty in `bridged`. */
  subnets: v.pipe(v.array(Cidr), v.maxLength(2)),
  /** The bridge's addresses where they are not the second one of each subnet (`10.42.1.1`). */
  gateways: v.optional(v.pipe(v.array(IpAddress), v.maxLength(2))),
  /** `bridged`: addresses that the host itself has on the bridge; none where absent. */
  addresses: v.optional(v.pipe(v.array(Cidr), v.maxLength(2))),
  endpoint: v.nullable(MemberEndpoint),
  /** `found`: what is kept, in the order to make it again. It decides; the device, bridge and addresses above only say where to look. */
  rows: v.optional(v.pipe(v.array(FoundRow), v.maxLength(20_000))),
});
export type OverlayMember = v.InferOutput<typeof OverlayMember>;

export const OverlaySpec = v.strictObject({
  name: OverlayName,
  mode: v.picklist(OVERLAY_MODES),
  /** 0 in a `found` overlay whose devices take it packet by packet (`external`). */
  vni: v.union([v.literal(0), Vni], 'must be 1 to 16777215'),
  port: UdpPort,
  /** Of vxlan, bridge and veth: the least underlay MTU of the members minus 50, or 70 over IPv6. */
  mtu: Mtu,
  /** The overlay's wide prefixes, one a family; empty in a `bridged` overlay without endpoints. */
  prefixes: v.pipe(v.array(Cidr), v.maxLength(2)),
  /** Whether the tunnel learns MACs from packets: off in `flannel`, on elsewhere, where nothing else is said. */
  learning: v.boolean(),
  /** Group based policy (flannel's `GBP`). */
  gbp: v.boolean(),
  /** `flannel` only: a plain route to peers that are on the same underlay subnet, without the tunnel (flannel's `DirectRouting`). */
  directRouting: v.boolean(),
  /** Turns `tx-checksum-ip-generic` of the tunnels off: kernels before 5.7 send wrong checksums through NAT (flannel#1279). */
  txChecksumOff: v.boolean(),
  members: v.pipe(v.array(OverlayMember), v.minLength(1)),
});
export type OverlaySpec = v.InferOutput<typeof OverlaySpec>;

/**
 * `overlay.yaml` as written by hand: what is left out is completed from the hosts (`complete`), the same way every time.
 * An exported file leaves nothing out.
 */
export const OverlayFile = v.strictObject({
  ...v.partial(OverlaySpec).entries,
  name: OverlayName,
  mode: v.picklist(OVERLAY_MODES),
  members: v.pipe(
    v.array(
      v.strictObject({
        ...v.partial(OverlayMember).entries,
        host: HostIdSchema,
        /** `false`: no endpoint; absent: one is made. */
        endpoint: v.optional(v.union([v.nullable(MemberEndpoint), v.boolean()])),
        tunnels: v.optional(v.pipe(v.array(v.partial(MemberTunnel)), v.minLength(1), v.maxLength(2))),
      }),
    ),
    v.minLength(1, 'must name at least one host'),
  ),
});
export type OverlayFile = v.InferOutput<typeof OverlayFile>;

/** Makes the hosts as the overlay says: builds, joins (a member more), leaves (a member less) and repairs. Stated when it is done. */
export const OverlayApplyIntent = v.strictObject({
  kind: v.literal('overlay-apply'),
  spec: OverlaySpec,
  /** Nobody asked for it: keep-true mode did. */
  byItself: v.optional(v.boolean()),
});
export type OverlayApplyIntent = v.InferOutput<typeof OverlayApplyIntent>;

/** Takes an overlay from all its members, and forgets it. */
export const OverlayDestroyIntent = v.strictObject({
  kind: v.literal('overlay-destroy'),
  name: OverlayName,
  /** What goes where it is not declared here: a file that somebody else has applied. */
  spec: v.optional(OverlaySpec),
});
export type OverlayDestroyIntent = v.InferOutput<typeof OverlayDestroyIntent>;

/** What an overlay is to be from now on, without touching a host: adopting, forgetting, keep-true mode. */
export const OverlayDeclareIntent = v.strictObject({
  kind: v.literal('overlay-declare'),
  name: OverlayName,
  spec: v.nullable(OverlaySpec),
  keepTrue: v.boolean(),
});
export type OverlayDeclareIntent = v.InferOutput<typeof OverlayDeclareIntent>;

/** What one member's part of such a change is journalled as: one entry a host, all of the same `group`. */
export const OverlayPartIntent = v.strictObject({ kind: v.literal('overlay-part'), name: OverlayName });
export type OverlayPartIntent = v.InferOutput<typeof OverlayPartIntent>;
