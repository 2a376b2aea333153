/** Links that are gone or changed → the steps that make them as they were. */
import * as v from 'valibot';
import type { BridgeOptions, BridgePort } from '../bridge/row.ts';
import { linkKey, type Link, type LinkQueues } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { bridgeMtu, bridgeSpecOf } from '../bridge/steps.ts';
import { portChanges, portHas, portSpecOf, type PortSpec } from '../port/steps.ts';
import type { LinkStep } from './steps.ts';
import { Altname, lostOptions } from './options.ts';
import { NO_MAC } from './bridge-mac.ts';
import { newLink as made, peerOf } from './rows.ts';
import { mtuAgain } from './set.ts';
import { sameValue } from '../../base/same.ts';
import { specOf } from '../vxlan/steps.ts';

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
        setBack(before, link, now.get(link.key) ?? { ...newLink(link.netns, link.name), mac: link.mac, mtu: 65536 }),
      ),
    ],
  };
}

function makeOnce(tables: Tables, link: Link, done: Set<string>): readonly LinkStep[] {
  if (done.has(link.key)) return [];
  const steps = makeLink(tables, link);
  if (steps.length === 0) return [];
  const ends = [link, peerOf(tables, link)].filter((end) => end !== undefined);
  for (const { key } of ends) done.add(key);
  return [...steps, ...ends.flatMap((end) => propertySteps(end, newLink(end.netns, end.name)))];
}

/** The first step makes it, the others set what cannot be said with that. */
export function makeLink(tables: Tables, link: Link): readonly LinkStep[] {
  const { netns, name, mac, kind, vxlan, bridge } = link;
  const own = { netns, name, ...(mac === undefined || mac === NO_MAC ? {} : { mac }), ...queuesOf(tables, link) };
  if (kind === 'vxlan' && vxlan !== undefined && link.peerNsid === undefined)
    return [{ do: 'link-add-vxlan', ...own, mtu: mtuAgain(tables, link), vxlan: specOf(vxlan) }];
  if (kind === 'bridge' && bridge !== undefined) {
    const { stp, vlanDefaultPvid: _, ...rest } = bridgeSpecOf(bridge);
    const add: LinkStep = {
      do: 'link-add-bridge',
      ...own,
      ...firstMtu(tables, link),
      ...(stp === undefined ? {} : { stp }),
      ...defaultPvid(bridge),
    };
    return Object.keys(rest).length === 0 ? [add] : [add, { do: 'link-set-bridge', netns, name, set: rest }];
  }
  return kind === 'veth' ? makeVeth(tables, link) : [];
}

/** A veth has as many as the machine has processors, so only what differs from all the others of the host was asked for. */
function queuesOf({ link: links }: Tables, link: Link): { readonly queues?: LinkQueues } {
  const { queues, kind, key } = link;
  if (queues === undefined || kind !== 'veth') return queues === undefined ? {} : { queues };
  const usual = links.some((row) => row.kind === 'veth' && row.key !== key && sameValue(row.queues, queues));
  return usual ? {} : { queues };
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
  const own = (end: Link) => ({
    name: end.name,
    ...(end.mac === undefined ? {} : { mac: end.mac }),
    mtu: end.mtu,
    ...queuesOf(tables, end),
  });
  const peer = { ...own(far), ...(far.netns === near.netns || far.netns === '' ? {} : { netns: far.netns }) };
  return [{ do: 'link-add-veth', netns: near.netns, ...own(near), peer }];
}

/** How a link reads that was just made, where that is the same for all. */
function newLink(netns: string, name: string): Link {
  return { ...made({ netns, name, kind: '' }), addrgenmode: 'eui64' };
}

/** What `now` lacks of a link besides MTU, MAC and state, which have an order of their own. */
function propertySteps(link: Link, now: Link): readonly LinkStep[] {
  const { netns, name, addrgenmode: mode } = link;
  const set = lostOptions(link, now);
  const steps: LinkStep[] = Object.keys(set).length === 0 ? [] : [{ do: 'link-set-options', netns, name, set }];
  for (const altname of link.altnames)
    if (!now.altnames.includes(altname) && v.is(Altname, altname))
      steps.push({ do: 'link-altname-add', netns, name, altname });
  if (isMode(mode) && mode !== (now.addrgenmode ?? 'eui64'))
    steps.push({ do: 'link-set-addrgenmode', netns, name, mode });
  return steps;
}

/** `stable_secret` is refused where there is no secret (`inet6_set_link_af`, 6.18), and a device that was made again has none. */
function isMode(mode: string | undefined): mode is 'none' | 'eui64' | 'random' {
  return mode === 'none' || mode === 'eui64' || mode === 'random';
}

/** Whether a bridge's MTU is its own: nothing prints it. One that is the kernel's first choice, and its ports', follows them. */
function ownMtu({ link }: Tables, bridge: Link): boolean {
  const ports = link.filter((row) => row.netns === bridge.netns && row.master === bridge.name);
  return bridge.mtu !== 1500 || ports.some(({ mtu }) => mtu < 1500);
}

function firstMtu(tables: Tables, bridge: Link): { readonly mtu?: number } {
  return ownMtu(tables, bridge) ? bridgeMtu(bridge.mtu).first : {};
}

function finish(tables: Tables, link: Link): readonly LinkStep[] {
  const { netns, name, mtu, up } = link;
  const size: LinkStep[] =
    link.kind === 'bridge' && ownMtu(tables, link) ? [{ do: 'link-set-mtu', netns, name, mtu }] : [];
  return [...size, ...(up ? [{ do: 'link-set-up', netns, name, up } as const] : []), ...latePort(tables, link)];
}

/** Properties that came to differ on a link that is still there. */
function setBack(tables: Tables, link: Link, now: Link): readonly LinkStep[] {
  if (link === now) return [];
  const { netns, name, mac, up } = link;
  const mtu = mtuAgain(tables, link);
  const steps: LinkStep[] = [];
  if (mtu !== now.mtu) steps.push({ do: 'link-set-mtu', netns, name, mtu });
  if (mac !== undefined && mac !== NO_MAC && mac !== now.mac) steps.push({ do: 'link-set-mac', netns, name, mac });
  steps.push(...propertySteps(link, now));
  if (up && !now.up) steps.push({ do: 'link-set-up', netns, name, up }, ...latePort(tables, link));
  return steps;
}

/**
 * The state of a port that nobody's spanning tree decides: the kernel takes it only from one that carries, and starts each as forwarding.
 * While the bridge runs its own it refuses to be told (EBUSY, `br_set_port_state`, seen on 6.18).
 */
function latePort(tables: Tables, { netns, name, master, up, carrier, port }: Link): readonly LinkStep[] {
  if (master === undefined || port === undefined || !up || !carrier) return [];
  if (tables.link.find((row) => row.key === linkKey(netns, master))?.bridge?.stp === true) return [];
  const { state } = portSpecOf(port, { state: 'forwarding' });
  return state === undefined || state === 'forwarding' ? [] : [{ do: 'port-set', netns, name, set: { state } }];
}

/** Ports whose bridge is gone or another, and what was set on them; which port stands in for another once all are there. */
export function portSteps(before: Tables, after: Tables): readonly LinkStep[] {
  if (before.link === after.link) return [];
  const now = new Map(after.link.map((link) => [link.key, link]));
  const ports = before.link.flatMap((link) => onePort(before, link, now.get(link.key)));
  return [...ports.flatMap(({ first }) => first), ...ports.flatMap(({ then }) => then)];
}

interface PortSteps {
  readonly first: readonly LinkStep[];
  readonly then: readonly LinkStep[];
}

function onePort(before: Tables, link: Link, today: Link | undefined): readonly PortSteps[] {
  const { netns, name, master, port } = link;
  if (master === undefined || (today === undefined && !canMake(before, link))) return [];
  const stayed = today?.master === master;
  const { backupPort, ...rest } = port === undefined ? {} : { ...portChanges(port), ...ownCost(link, port) };
  const set = (what: PortSpec): readonly LinkStep[] => {
    if (Object.keys(what).length === 0 || (stayed && portHas(today.port, what))) return [];
    return [{ do: 'port-set', netns, name, set: what }];
  };
  const enslave: LinkStep[] = stayed ? [] : [{ do: 'link-set-master', netns, name, master }];
  return [
    {
      first: [...enslave, ...set(stayed ? lostOfPort(link, today.port) : rest)],
      then: set(backupPort === undefined ? {} : { backupPort }),
    },
  ];
}

/** What a port that is still one has lost of its settings. */
function lostOfPort(link: Link, today: BridgePort | undefined): PortSpec {
  const { port } = link;
  if (port === undefined || today === undefined) return {};
  const { state: _, cost: __, backupPort: ___, ...names } = port;
  const lost = (Object.keys(names) as (keyof typeof names)[]).filter(
    (name) => port[name] !== undefined && port[name] !== today[name],
  );
  const cost = today.cost === port.cost ? {} : ownCost(link, port);
  return { ...portSpecOf(port, Object.fromEntries(lost.map((name) => [name, true]))), ...cost };
}

/**
 * A cost that a port of its kind does not get by itself (`port_cost`, 6.18): a veth that carries has 10 Gbit/s, a vxlan the speed of its
 * underlay device or none. Where that is not known it is said, which does no harm.
 */
function ownCost({ kind, carrier }: Link, { cost }: BridgePort): { readonly cost?: number } {
  const usual = kind === 'veth' && carrier ? [2] : [2, 100];
  return cost === undefined || usual.includes(cost) ? {} : { cost };
}

export function canMake(tables: Tables, link: Link): boolean {
  return makeLink(tables, link).length > 0;
}
