/** Making links: the rows that appear, and whether they are there as asked. */
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../fdb/row.ts';
import type { BridgeOptions } from '../bridge/row.ts';
import { linkKey, type Link } from './row.ts';
import type { Tables } from '../snapshot.ts';
import type { VxlanOptions } from '../vxlan/row.ts';
import { canFilterVlans } from '../vlan/row.ts';
import { changedBridge, NEW_BRIDGE } from '../bridge/steps.ts';
import { withFirstVlans } from '../vlan/first.ts';
import { dropRows, putRow } from '../draft.ts';
import type { LinkAddStep } from './steps.ts';
import { newLink } from './rows.ts';
import { hasOptions, optionsOf, type VxlanSpec } from '../vxlan/steps.ts';

export function addLinks(tables: Tables, step: LinkAddStep): Tables {
  const made = linksOf(tables, step).reduce((left, link) => putRow(left, 'link', link), tables);
  const fresh = made.link.filter((link) => !tables.link.includes(link));
  return fresh.reduce((left, link) => withFirstVlans(putDefaultEntry(left, link), link, link), made);
}

/** A vxlan with a `remote` or `group` has a flood entry for it from the start (`vxlan_fdb_create`, seen on 6.18). */
export function putDefaultEntry(tables: Tables, link: Link): Tables {
  const entry = defaultEntry(link);
  return entry === undefined ? tables : putRow(tables, 'fdb', entry);
}

export function dropDefaultEntry(tables: Tables, link: Link): Tables {
  const entry = defaultEntry(link);
  return entry === undefined ? tables : dropRows(tables, 'fdb', ({ key }) => key === entry.key);
}

export function defaultEntry({ netns, name: dev, vxlan }: Link): FdbEntry | undefined {
  const dst = vxlan?.remote ?? vxlan?.group;
  if (dst === undefined || vxlan?.external === true) return undefined;
  const fields = { netns, dev, mac: FLOOD_MAC, dst, via: vxlan?.dev };
  return { ...fields, key: fdbEntryKey(fields), state: 'permanent', flags: ['self'], raw: {} };
}

/** The links that an add makes: two for a veth. */
function linksOf(tables: Tables, step: LinkAddStep): readonly Link[] {
  const { netns, name, mac, mtu, queues } = step;
  const own = { netns, name, ...(mac === undefined ? {} : { mac }), ...(mtu === undefined ? {} : { mtu }), queues };
  if (step.do === 'link-add-vxlan')
    return [
      newLink({ ...own, mtu: mtuLeft(tables, netns, step.vxlan, mtu), kind: 'vxlan', vxlan: optionsOf(step.vxlan) }),
    ];
  if (step.do === 'link-add-bridge') return [newLink({ ...own, kind: 'bridge', bridge: bridgeOf(tables, step) })];
  const { peer } = step;
  const far = {
    netns: peer.netns ?? netns,
    name: peer.name,
    ...(peer.mac && { mac: peer.mac }),
    ...(peer.mtu && { mtu: peer.mtu }),
    queues: peer.queues,
  };
  return [
    newLink({ ...own, kind: 'veth', peer: peer.name, peerNetns: far.netns }),
    newLink({ ...far, kind: 'veth', peer: name, peerNetns: netns }),
  ];
}

/** With a default PVID where the step names one, and where the other bridges of the host have one. */
function bridgeOf({ link }: Tables, step: Extract<LinkAddStep, { do: 'link-add-bridge' }>): BridgeOptions {
  const usual = canFilterVlans(link) === true ? 1 : undefined;
  return changedBridge(NEW_BRIDGE, { stp: step.stp, vlanDefaultPvid: step.vlanDefaultPvid ?? usual });
}

/** The MTU that a vxlan gets: without a word as much as the underlay device has room for, and never more (`vxlan_config_apply`, seen on 6.18). */
export function mtuLeft(tables: Tables, netns: string, vxlan: Underlay, asked?: number): number {
  const room = mtuOver(tables, netns, vxlan);
  return room === undefined ? (asked ?? 1500) : Math.min(asked ?? room, room);
}

type Underlay = Pick<VxlanOptions, 'dev' | 'remote' | 'group' | 'local'>;

/** What the kernel leaves of the underlay device's MTU when none is asked for; `undefined` without such a device. */
export function mtuOver(tables: Tables, netns: string, { dev, remote, group, local }: Underlay): number | undefined {
  const lower = dev === undefined ? undefined : tables.link.find((row) => row.key === linkKey(netns, dev));
  const overhead = [remote, group, local].some((address) => address?.includes(':')) ? 70 : 50;
  return lower === undefined ? undefined : lower.mtu - overhead;
}

/** Compares only what the step asked for; the kernel chooses the rest. */
export function isAdded(tables: Tables, step: LinkAddStep): boolean {
  return linksOf(tables, step).every((wanted) => isAsMade(tables, wanted, step));
}

function isAsMade(tables: Tables, wanted: Link, step: LinkAddStep): boolean {
  const link = tables.link.find(({ key }) => key === wanted.key);
  if (link === undefined || link.kind !== wanted.kind) return false;
  if (wanted.mac !== undefined && link.mac !== wanted.mac) return false;
  // A bridge is made with an MTU only to be given another one right after.
  if (step.mtu !== undefined && step.do !== 'link-add-bridge' && link.mtu !== wanted.mtu) return false;
  if (step.do === 'link-add-bridge') return step.stp === undefined || link.bridge?.stp === step.stp;
  if (step.do === 'link-add-veth') return true;
  return hasOptions(link.vxlan, step.vxlan) && sameEnds(link, step.vxlan);
}

/** An end that the spec leaves out must not be there either: it decides where packets go. */
function sameEnds({ vxlan }: Link, spec: VxlanSpec): boolean {
  return (['local', 'remote', 'dev'] as const).every(
    (name) => (spec[name] === undefined) === (vxlan?.[name] === undefined),
  );
}
