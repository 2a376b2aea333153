/** Links of every kind: making, removing, changing one property at a time. */
import * as v from 'valibot';
import { linkKey, type Link } from '../model/link.ts';
import type { Tables } from '../model/snapshot.ts';
import { putRow } from './edit.ts';
import { Ifname, Mac, Mtu, NetnsName, NetnsRef } from './field.ts';
import { dropLink, newLink } from './link-rows.ts';
import { optionsOf, VxlanSpec } from './vxlan-link.ts';

const place = { netns: NetnsRef, name: Ifname };
const made = { ...place, mac: v.optional(Mac), mtu: v.optional(Mtu) };
const VethPeer = v.strictObject({
  name: Ifname,
  netns: v.optional(NetnsName),
  mac: v.optional(Mac),
  mtu: v.optional(Mtu),
});

/** Each `link-set-*` changes one thing, so that its inverse is one thing too. */
export const LinkStep = v.variant('do', [
  v.strictObject({ do: v.literal('link-add-vxlan'), ...made, vxlan: VxlanSpec }),
  v.strictObject({ do: v.literal('link-add-bridge'), ...made, stp: v.optional(v.boolean()) }),
  v.strictObject({ do: v.literal('link-add-veth'), ...made, peer: VethPeer }),
  v.strictObject({ do: v.literal('link-del'), ...place }),
  v.strictObject({ do: v.literal('link-set-up'), ...place, up: v.boolean() }),
  v.strictObject({ do: v.literal('link-set-mtu'), ...place, mtu: Mtu }),
  v.strictObject({ do: v.literal('link-set-mac'), ...place, mac: Mac }),
  /** `master: null` releases the port. */
  v.strictObject({ do: v.literal('link-set-master'), ...place, master: v.nullable(Ifname) }),
  v.strictObject({ do: v.literal('link-set-netns'), ...place, to: NetnsName }),
  v.strictObject({
    do: v.literal('link-set-addrgenmode'),
    ...place,
    mode: v.picklist(['none', 'eui64', 'stable_secret', 'random']),
  }),
]);
export type LinkStep = v.InferOutput<typeof LinkStep>;
type AddStep = Extract<LinkStep, { do: 'link-add-vxlan' | 'link-add-bridge' | 'link-add-veth' }>;
type SetStep = Exclude<LinkStep, AddStep | { do: 'link-del' }>;

export function simulateLink(tables: Tables, step: LinkStep): Tables {
  if (step.do === 'link-del') return dropLink(tables, linkKey(step.netns, step.name));
  if (isAdd(step)) return linksOf(step).reduce((left, link) => putRow(left, 'link', link), tables);
  const link = findLink(tables, step);
  if (link === undefined) return tables;
  if (step.do === 'link-set-netns') {
    const moved = { ...link, netns: step.to, key: linkKey(step.to, link.name), up: false, master: undefined };
    return putRow(dropLink(tables, link.key), 'link', moved);
  }
  return putRow(tables, 'link', changed(link, step));
}

/** Whether the tables already are as the step leaves them. */
export function linkHolds(tables: Tables, step: LinkStep): boolean {
  const link = findLink(tables, step);
  if (step.do === 'link-del') return link === undefined;
  if (step.do === 'link-set-netns')
    return link === undefined && findLink(tables, { netns: step.to, name: step.name }) !== undefined;
  if (link === undefined) return false;
  if (isAdd(step)) return linksOf(step).every((wanted) => isAsMade(tables, wanted, step));
  return sameProperty(link, step);
}

export function invertLink(step: LinkStep, before: Tables): readonly LinkStep[] {
  const { netns, name } = step;
  if (isAdd(step)) return [{ do: 'link-del', netns, name }];
  const link = findLink(before, step);
  if (link === undefined || step.do === 'link-del') return [];
  return invertSet(step, link);
}

export function findLink(tables: Tables, at: { readonly netns: string; readonly name: string }): Link | undefined {
  const key = linkKey(at.netns, at.name);
  return tables.link.find((row) => row.key === key);
}

function isAdd(step: LinkStep): step is AddStep {
  return step.do === 'link-add-vxlan' || step.do === 'link-add-bridge' || step.do === 'link-add-veth';
}

/** The links that an add makes: two for a veth. */
function linksOf(step: AddStep): readonly Link[] {
  const { netns, name, mac, mtu } = step;
  const own = { netns, name, ...(mac === undefined ? {} : { mac }), ...(mtu === undefined ? {} : { mtu }) };
  if (step.do === 'link-add-vxlan') return [newLink({ ...own, kind: 'vxlan', vxlan: optionsOf(step.vxlan) })];
  if (step.do === 'link-add-bridge') {
    const bridge = { stp: step.stp ?? false, vlanFiltering: false, options: {} };
    return [newLink({ ...own, kind: 'bridge', bridge })];
  }
  const { peer } = step;
  const far = {
    netns: peer.netns ?? netns,
    name: peer.name,
    ...(peer.mac && { mac: peer.mac }),
    ...(peer.mtu && { mtu: peer.mtu }),
  };
  return [newLink({ ...own, kind: 'veth', peer: peer.name }), newLink({ ...far, kind: 'veth', peer: name })];
}

/** Compares only what the step asked for; the kernel chooses the rest. */
function isAsMade(tables: Tables, wanted: Link, step: AddStep): boolean {
  const link = findLink(tables, wanted);
  if (link === undefined || link.kind !== wanted.kind) return false;
  if (wanted.mac !== undefined && link.mac !== wanted.mac) return false;
  if (step.mtu !== undefined && link.mtu !== wanted.mtu) return false;
  if (step.do !== 'link-add-vxlan') return true;
  const { vni, dstport, local, remote, dev } = step.vxlan;
  const real = link.vxlan;
  return (
    real?.vni === (vni ?? 0) &&
    real.dstport === dstport &&
    real.local === local &&
    real.remote === remote &&
    real.dev === dev
  );
}

function changed(link: Link, step: Exclude<SetStep, { do: 'link-set-netns' }>): Link {
  switch (step.do) {
    case 'link-set-up':
      return { ...link, up: step.up };
    case 'link-set-mtu':
      return { ...link, mtu: step.mtu };
    case 'link-set-mac':
      return { ...link, mac: step.mac };
    case 'link-set-master':
      return { ...link, master: step.master ?? undefined };
    case 'link-set-addrgenmode':
      return { ...link, addrgenmode: step.mode };
  }
}

function sameProperty(link: Link, step: Exclude<SetStep, { do: 'link-set-netns' }>): boolean {
  switch (step.do) {
    case 'link-set-up':
      return link.up === step.up;
    case 'link-set-mtu':
      return link.mtu === step.mtu;
    case 'link-set-mac':
      return link.mac === step.mac;
    case 'link-set-master':
      return (link.master ?? null) === step.master;
    case 'link-set-addrgenmode':
      return link.addrgenmode === step.mode;
  }
}

function invertSet(step: SetStep, link: Link): readonly LinkStep[] {
  const { netns, name } = step;
  switch (step.do) {
    case 'link-set-up':
      return [{ do: step.do, netns, name, up: link.up }];
    case 'link-set-mtu':
      return [{ do: step.do, netns, name, mtu: link.mtu }];
    case 'link-set-mac':
      return link.mac === undefined ? [] : [{ do: step.do, netns, name, mac: link.mac }];
    case 'link-set-master':
      return [{ do: step.do, netns, name, master: link.master ?? null }];
    case 'link-set-addrgenmode':
      return [{ do: step.do, netns, name, mode: (link.addrgenmode ?? 'eui64') as 'eui64' }];
    case 'link-set-netns':
      return netns === '' ? [] : [{ do: step.do, netns: step.to, name, to: netns }];
  }
}
