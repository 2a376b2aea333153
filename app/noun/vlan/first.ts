/** The VLANs that the kernel gives to ports and bridges by itself, and giving back what was lost of others (seen on 6.1). */
import { linkKey, type Link } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import {
  put,
  sameFlags,
  vlansOf,
  vlanSteps,
  withVlans,
  type BridgeVlanStep,
  type VlanFlags,
  type Vlans,
} from './steps.ts';

const OWN: VlanFlags = { pvid: true, untagged: true };

/** The VLANs that a port or a bridge starts with: the default PVID of the bridge, where this kernel has one. */
export function firstVlans(bridge: Link | undefined): Vlans {
  const pvid = Number(bridge?.bridge?.options['vlan_default_pvid'] ?? 0);
  return new Map(pvid === 0 ? [] : [[pvid, OWN]]);
}

export function withFirstVlans(tables: Tables, { netns, name }: Link, bridge: Link | undefined): Tables {
  return withVlans(tables, { netns, dev: name }, firstVlans(bridge));
}

/** Another default PVID replaces the old one where that still stands as it was given (`__br_vlan_set_default_pvid`). */
export function withDefaultPvid(tables: Tables, bridge: Link, wanted: number): Tables {
  const old = Number(bridge.bridge?.options['vlan_default_pvid'] ?? 0);
  const members = tables.link.filter(
    (row) => row === bridge || (row.netns === bridge.netns && row.master === bridge.name),
  );
  return members.reduce((left, { netns, name: dev }) => {
    const vlans = new Map(vlansOf(left, { netns, dev }));
    const isOwn = old !== 0 && !sameFlags(vlans.get(old), OWN);
    if (isOwn || vlans.has(wanted)) return left;
    vlans.delete(old);
    if (wanted !== 0) put(vlans, wanted, OWN);
    return withVlans(left, { netns, dev }, vlans);
  }, tables);
}

/** The steps that give back what ports and bridges lack of the VLANs they had, or got too much by being made again. */
export function restoreVlans(
  before: Tables,
  after: Tables,
  canMake: (link: Link) => boolean,
): readonly BridgeVlanStep[] {
  if (before.link === after.link && before.vlan === after.vlan) return [];
  const known = new Map(before.link.map((link) => [link.key, link]));
  const today = new Map(after.link.map((link) => [link.key, link]));
  return before.link.flatMap((link) => {
    const own = link.kind === 'bridge';
    const bridge = own ? link : known.get(linkKey(link.netns, link.master ?? ''));
    if (bridge?.bridge === undefined || !('vlan_default_pvid' in bridge.bridge.options)) return [];
    const now = today.get(link.key);
    if (now === undefined && !canMake(link)) return [];
    const place = { netns: link.netns, dev: link.name };
    const stayed = now !== undefined && (own || now.master === link.master);
    return vlanSteps(place, stayed ? vlansOf(after, place) : firstVlans(bridge), vlansOf(before, place), own);
  });
}
