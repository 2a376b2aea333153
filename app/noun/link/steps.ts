/** Links of every kind: making, removing, changing one property at a time. */
import * as v from 'valibot';
import { linkKey, type Link } from './row.ts';
import { Altname, LinkOptions } from './options.ts';
import type { Tables } from '../snapshot.ts';
import { BridgeSpec } from '../bridge/steps.ts';
import { PortSpec } from '../port/steps.ts';
import { putRow } from '../draft.ts';
import { AnyMtu, GEN_MODES, Ifname, Mac, Mtu, NetnsName, NetnsRef } from '../../base/field.ts';
import { addLinks, isAdded } from './add.ts';
import { dropLink, peerOf } from './rows.ts';
import { changeLink, hasProperty, propertyBefore } from './set.ts';
import { VxlanChange, VxlanSpec } from '../vxlan/steps.ts';

const Queues = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const place = { netns: NetnsRef, name: Ifname };
/** Numbers of queues; the kernel's own choice where they are not named. */
const queues = v.optional(v.strictObject({ tx: Queues, rx: Queues }));
const made = { ...place, mac: v.optional(Mac), mtu: v.optional(Mtu), queues };
const VethPeer = v.strictObject({
  name: Ifname,
  netns: v.optional(NetnsName),
  mac: v.optional(Mac),
  mtu: v.optional(Mtu),
  queues,
});

/** Each `link-set-*` changes one thing, so that its inverse is one thing too. */
export const LinkStep = v.variant('do', [
  v.strictObject({ do: v.literal('link-add-vxlan'), ...made, vxlan: VxlanSpec }),
  v.strictObject({
    do: v.literal('link-add-bridge'),
    ...made,
    stp: v.optional(v.boolean()),
    vlanDefaultPvid: BridgeSpec.entries.vlanDefaultPvid,
  }),
  v.strictObject({ do: v.literal('link-add-veth'), ...made, peer: VethPeer }),
  v.strictObject({ do: v.literal('link-del'), ...place }),
  v.strictObject({ do: v.literal('link-set-up'), ...place, up: v.boolean() }),
  v.strictObject({ do: v.literal('link-set-mtu'), ...place, mtu: AnyMtu }),
  v.strictObject({ do: v.literal('link-set-mac'), ...place, mac: Mac }),
  /** `master: null` releases the port. */
  v.strictObject({ do: v.literal('link-set-master'), ...place, master: v.nullable(Ifname) }),
  /** `to: ''` is the host's own namespace. */
  v.strictObject({ do: v.literal('link-set-netns'), ...place, to: NetnsRef }),
  v.strictObject({
    do: v.literal('link-set-addrgenmode'),
    ...place,
    mode: v.picklist(GEN_MODES),
  }),
  v.strictObject({ do: v.literal('link-set-options'), ...place, set: LinkOptions }),
  v.strictObject({ do: v.literal('link-altname-add'), ...place, altname: Altname }),
  v.strictObject({ do: v.literal('link-altname-del'), ...place, altname: Altname }),
  v.strictObject({ do: v.literal('link-set-vxlan'), ...place, set: VxlanChange }),
  v.strictObject({ do: v.literal('link-set-bridge'), ...place, set: BridgeSpec }),
  v.strictObject({ do: v.literal('port-set'), ...place, set: PortSpec }),
]);
export type LinkStep = v.InferOutput<typeof LinkStep>;
export type LinkAddStep = Extract<LinkStep, { do: 'link-add-vxlan' | 'link-add-bridge' | 'link-add-veth' }>;
export type LinkSetStep = Exclude<LinkStep, LinkAddStep | { do: 'link-del' | 'link-set-netns' }>;

export function simulateLink(tables: Tables, step: LinkStep): Tables {
  if (step.do === 'link-del') return dropLink(tables, linkKey(step.netns, step.name));
  if (isAdd(step)) return addLinks(tables, step);
  const link = findLink(tables, step);
  if (link === undefined) return tables;
  if (step.do !== 'link-set-netns') return changeLink(tables, link, step);
  return moveLink(tables, link, step.to);
}

/** A moved link arrives down, on no bridge and without addresses; the two ends of a veth then know each other across namespaces. */
function moveLink(tables: Tables, link: Link, to: string): Tables {
  const peer = peerOf(tables, link);
  const ends = peer === undefined ? {} : { peer: peer.name, peerNetns: peer.netns };
  // Its IPv6 settings are made anew there (`addrconf_notify`, seen on 6.18).
  const arrived = {
    netns: to,
    key: linkKey(to, link.name),
    up: false,
    master: undefined,
    port: undefined,
    addrgenmode: 'eui64',
  };
  const left = dropLink(tables, link.key, { alone: true });
  const told = peer === undefined ? left : putRow(left, 'link', { ...peer, peer: link.name, peerNetns: to });
  return putRow(told, 'link', { ...link, ...ends, ...arrived });
}

/** Whether the tables already are as the step leaves them. */
export function linkHolds(tables: Tables, step: LinkStep): boolean {
  const link = findLink(tables, step);
  if (step.do === 'link-del') return link === undefined;
  if (step.do === 'link-set-netns')
    return link === undefined && findLink(tables, { netns: step.to, name: step.name }) !== undefined;
  if (link === undefined) return false;
  return isAdd(step) ? isAdded(tables, step) : hasProperty(link, step);
}

/** What takes the step itself back; what it took along is brought back by `restore`. */
export function invertLink(step: LinkStep, before: Tables): readonly LinkStep[] {
  const { netns, name } = step;
  if (isAdd(step)) return [{ do: 'link-del', netns, name }];
  const link = findLink(before, step);
  if (link === undefined || step.do === 'link-del') return [];
  if (step.do === 'link-set-netns') return [{ do: step.do, netns: step.to, name, to: netns }];
  return [
    ...propertyBefore(before, link, step),
    ...(step.do === 'link-set-master' ? bridgeBack(step, link, before) : []),
  ];
}

/** A bridge whose MTU nobody set takes that of its new port, and nothing prints whether somebody did: it is set back where it may have changed. */
function bridgeBack(
  { netns, master }: Extract<LinkStep, { do: 'link-set-master' }>,
  link: Link,
  before: Tables,
): readonly LinkStep[] {
  const bridge = master === null ? undefined : findLink(before, { netns, name: master });
  if (bridge === undefined) return [];
  const ports = before.link.filter((row) => row.netns === netns && row.master === master);
  const least = Math.min(link.mtu, ...ports.map(({ mtu }) => mtu));
  return least === bridge.mtu ? [] : [{ do: 'link-set-mtu', netns, name: bridge.name, mtu: bridge.mtu }];
}

export function findLink(tables: Tables, at: { readonly netns: string; readonly name: string }): Link | undefined {
  const key = linkKey(at.netns, at.name);
  return tables.link.find((row) => row.key === key);
}

export function isAdd(step: LinkStep): step is LinkAddStep {
  return step.do === 'link-add-vxlan' || step.do === 'link-add-bridge' || step.do === 'link-add-veth';
}
