/** Links that are gone or changed → the steps that make them as they were. */
import type { BridgeOptions } from '../model/bridge.ts';
import type { Link } from '../model/link.ts';
import type { Tables } from '../model/snapshot.ts';
import { bridgeSpecOf, portChanges, portHas } from './bridge.ts';
import type { LinkStep } from './link.ts';
import { GEN_MODES } from './field.ts';
import { peerOf } from './link-rows.ts';
import { sameValue } from '../model/same.ts';
import { specOf } from './vxlan-link.ts';

interface LinkSteps {
  readonly made: readonly LinkStep[];
  /** What is set once ports and masters are in place: MTU of a bridge, and up. */
  readonly set: readonly LinkStep[];
}

const ORDER = ['bridge', 'veth', 'vxlan'];

/** Makes bridges first, then veths, then the vxlans that may stand on them. Kinds that we do not make are left out. */
export function linkSteps(before: Tables, after: Tables): LinkSteps {
  if (before.link === after.link) return { made: [], set: [] };
  const now = new Map(after.link.map((link) => [link.key, link]));
  const gone = before.link.filter((link) => !now.has(link.key) && link.name !== 'lo');
  const kept = before.link.filter((link) => now.has(link.key) || link.name === 'lo');
  const sorted = [...gone].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const done = new Set<string>();
  const made = sorted.flatMap((link) => makeOnce(before, link, done));
  return {
    made,
    set: [
      ...sorted.filter(({ key }) => done.has(key)).flatMap((link) => finish(before, link)),
      ...kept.flatMap((link) =>
        setBack(link, now.get(link.key) ?? { ...link, up: false, mtu: 65536, addrgenmode: 'eui64' }),
      ),
    ],
  };
}

function makeOnce(tables: Tables, link: Link, done: Set<string>): readonly LinkStep[] {
  if (done.has(link.key)) return [];
  const steps = makeLink(tables, link);
  if (steps.length === 0) return [];
  done.add(link.key);
  const peer = peerOf(tables, link);
  if (peer !== undefined) done.add(peer.key);
  return [...steps, ...genMode(link), ...(peer === undefined ? [] : genMode(peer))];
}

function makeLink(tables: Tables, link: Link): readonly LinkStep[] {
  const { netns, name, mac, mtu, kind, vxlan, bridge } = link;
  const own = { netns, name, ...(mac === undefined ? {} : { mac }) };
  if (kind === 'vxlan' && vxlan !== undefined && link.peerNsid === undefined)
    return [{ do: 'link-add-vxlan', ...own, mtu, vxlan: specOf(vxlan) }];
  if (kind === 'bridge' && bridge !== undefined) {
    const { stp, vlanDefaultPvid: _, ...rest } = bridgeSpecOf(bridge);
    const add: LinkStep = { do: 'link-add-bridge', ...own, ...firstMtu(tables, link), ...(stp === undefined ? {} : { stp }), ...defaultPvid(bridge) }; // prettier-ignore
    return Object.keys(rest).length === 0 ? [add] : [add, { do: 'link-set-bridge', netns, name, set: rest }];
  }
  return kind === 'veth' ? makeVeth(tables, link) : [];
}

/** Said even where it is the usual one: its VLANs then stand as they will, and a kernel without filtering takes no notice (6.18). */
function defaultPvid({ options }: BridgeOptions): { readonly vlanDefaultPvid?: number } {
  return 'vlan_default_pvid' in options ? { vlanDefaultPvid: Number(options['vlan_default_pvid']) } : {};
}

/** The end in the host's own namespace makes both, where there is one. */
function makeVeth(tables: Tables, link: Link): readonly LinkStep[] {
  const other = peerOf(tables, link);
  if (other === undefined) return [];
  const [near, far] = link.netns !== '' && other.netns === '' ? [other, link] : [link, other];
  const own = ({ name, mac, mtu }: Link) => ({ name, ...(mac === undefined ? {} : { mac }), mtu });
  const peer = { ...own(far), ...(far.netns === near.netns || far.netns === '' ? {} : { netns: far.netns }) };
  return [{ do: 'link-add-veth', netns: near.netns, ...own(near), peer }];
}

function genMode({ netns, name, addrgenmode }: Link, now = 'eui64'): readonly LinkStep[] {
  const mode = GEN_MODES.find((one) => one === addrgenmode);
  return mode === undefined || mode === now ? [] : [{ do: 'link-set-addrgenmode', netns, name, mode }];
}

/** One that is set in the end starts with another: setting what is there already does not make it stay. */
function firstMtu(tables: Tables, bridge: Link): { readonly mtu?: number } {
  if (fitsPorts(tables, bridge)) return { mtu: bridge.mtu };
  return bridge.mtu === 1500 ? { mtu: 1499 } : {};
}

/** A bridge made with an MTU loses it to its first port; one that differs from its ports is set once they are there. */
function fitsPorts({ link }: Tables, bridge: Link): boolean {
  const ports = link.filter((row) => row.netns === bridge.netns && row.master === bridge.name);
  return ports.length === 0 || Math.min(...ports.map(({ mtu }) => mtu)) === bridge.mtu;
}

function finish(tables: Tables, link: Link): readonly LinkStep[] {
  const { netns, name, mtu, up } = link;
  const size: LinkStep[] = link.kind === 'bridge' && !fitsPorts(tables, link) ? [{ do: 'link-set-mtu', netns, name, mtu }] : []; // prettier-ignore
  return [...size, ...(up ? [{ do: 'link-set-up', netns, name, up } as const] : [])];
}

/** Properties that came to differ on a link that is still there. */
function setBack(link: Link, now: Link): readonly LinkStep[] {
  const { netns, name, mac, mtu, up } = link;
  const steps: LinkStep[] = [];
  if (mtu !== now.mtu) steps.push({ do: 'link-set-mtu', netns, name, mtu });
  if (mac !== undefined && mac !== now.mac) steps.push({ do: 'link-set-mac', netns, name, mac });
  if (link.addrgenmode !== now.addrgenmode) steps.push(...genMode(link, now.addrgenmode));
  if (up && !now.up) steps.push({ do: 'link-set-up', netns, name, up });
  return steps;
}

/** Ports whose bridge is gone or another, and what was set on them. */
export function portSteps(before: Tables, after: Tables): readonly LinkStep[] {
  if (before.link === after.link) return [];
  const now = new Map(after.link.map((link) => [link.key, link]));
  return before.link.flatMap((link) => {
    const { netns, name, master, port } = link;
    const today = now.get(link.key);
    if (master === undefined || (today === undefined && !canMake(before, link))) return [];
    const enslave: LinkStep[] = today?.master === master ? [] : [{ do: 'link-set-master', netns, name, master }];
    const set = port === undefined ? {} : portChanges(port);
    const differs = today?.master === master ? !portHas(today.port, set) && !sameValue(today.port, port) : true;
    return differs && Object.keys(set).length > 0 ? [...enslave, { do: 'port-set', netns, name, set }] : enslave;
  });
}

export function canMake(tables: Tables, link: Link): boolean {
  return makeLink(tables, link).length > 0;
}
