/** A complete link form for two hosts, from what both have: everything free, nothing overlapping. */
import { hostName, type HostId } from '../base/host.ts';
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import { splitCidr } from '../base/ip.ts';
import { freeNetns, freePrefix, freeVni } from './free.ts';
import { macOf } from '../base/hash.ts';
import type { EndpointIntent, LinkIntent, LinkMode, LinkSide } from './link-intent.ts';
import { overheadOf, pairUnderlays, type Underlay } from './underlay.ts';
import { pairOf, pathMtu, underlayWith, type UnderlayCheck } from './underlay-check.ts';

export interface SuggestOptions {
  readonly mode?: LinkMode;
  readonly vni?: number;
  readonly port?: number;
  /** Underlay addresses that are chosen already, in the order of the hosts; null where none is. */
  readonly addresses?: readonly [string | null, string | null];
  /** What asking the hosts found: it decides the pair of addresses and the MTU. */
  readonly check?: UnderlayCheck;
  /** Overlay names that are in use. */
  readonly takenNames?: readonly string[];
}

/** RFC 7348's port; flannel's is the one Linux had before there was an RFC. */
export const DEFAULT_PORTS = { bridged: 4789, routed: 4789, flannel: 8472, found: 4789 } as const;
/** `red` is the article's; the others are for the next links on the same host. */
export const NETNS_NAMES = ['red', 'blue', 'green', 'amber', 'cyan', 'pink', 'lime', 'teal', 'plum', 'rust'];
const BRIDGED_PREFIXES = Array.from({ length: 100 }, (_, index) => `10.${100 + index}.0.0/24`);
const ROUTED_PREFIXES = Array.from({ length: 100 }, (_, index) => `10.${100 + index}.0.0/16`);
const UNKNOWN_UNDERLAY: Underlay = { dev: 'eth0', address: '192.0.2.1', mtu: 1500 };

export function suggestLink(hosts: readonly [Snapshot, Snapshot], options: SuggestOptions = {}): LinkIntent {
  const tables = [hosts[0].tables, hosts[1].tables] as const;
  const mode = options.mode ?? 'bridged';
  const vni = options.vni ?? freeVni(tables);
  const underlays = chooseUnderlays(tables, options);
  const netns = freeNetns(tables, NETNS_NAMES) ?? `ns${vni}`;
  const prefix = prefixFor(mode, tables);
  const side = (index: 0 | 1): LinkSide =>
    suggestSide({ host: hosts[index].host, underlay: underlays[index], mode, vni, netns, prefix, index });
  return {
    kind: 'link',
    name: nameFor([hosts[0].host, hosts[1].host], vni, options.takenNames ?? []),
    mode,
    vni,
    port: options.port ?? DEFAULT_PORTS[mode],
    mtu: mtuFor(underlays, options.check),
    sides: [side(0), side(1)],
  };
}

/** What was chosen; else the pair that answered best, else the one that looks likeliest. */
function chooseUnderlays(
  [a, b]: readonly [Tables, Tables],
  { addresses, check }: SuggestOptions,
): readonly [Underlay, Underlay] {
  const best = check?.pairs[0]?.addresses;
  const found = best && [underlayWith(a, best[0]), underlayWith(b, best[1])];
  const asked = found?.[0] && found[1] ? ([found[0], found[1]] as const) : undefined;
  const likely = asked ?? pairUnderlays(a, b) ?? [UNKNOWN_UNDERLAY, UNKNOWN_UNDERLAY];
  const chosen = (tables: Tables, index: 0 | 1): Underlay =>
    underlayWith(tables, addresses?.[index] ?? '') ?? likely[index];
  return [chosen(a, 0), chosen(b, 1)];
}

/** What both devices carry, or less where the path between them carries less; without VXLAN's own bytes. */
function mtuFor(underlays: readonly [Underlay, Underlay], check: UnderlayCheck | undefined): number {
  const carried = Math.min(...underlays.map(({ mtu, address }) => mtu - overheadOf(address)));
  const pair = check && pairOf(check, [underlays[0].address, underlays[1].address]);
  const path = pair && pathMtu(pair);
  const overhead = overheadOf(underlays[0].address);
  const tunnels = pair?.ways.flatMap(({ tunnel }) => (tunnel ? [tunnel.mtu - overhead] : [])) ?? [];
  return Math.min(carried, ...tunnels, ...(path === undefined ? [] : [path - overhead]));
}

interface SideFacts {
  readonly host: HostId;
  readonly underlay: Underlay;
  readonly mode: LinkMode;
  readonly vni: number;
  readonly netns: string;
  readonly prefix: string;
  readonly index: 0 | 1;
}

function suggestSide(facts: SideFacts): LinkSide {
  const { host, underlay, mode, vni, prefix, index } = facts;
  const base = {
    host,
    underlayDev: underlay.dev,
    underlayAddress: underlay.address,
    vxlan: `vxlan${vni}`,
    vxlanMac: macOf(`vxlan ${vni} ${host} ${underlay.address}`),
    bridge: `br${vni}`,
    endpoint: suggestEndpoint(facts),
  };
  if (mode === 'bridged') return base;
  const subnet = index + 1;
  const vxlanAddress = mode === 'flannel' ? hostIn(prefix, subnet, 0, 32) : hostIn(prefix, subnet, 2, 16);
  return { ...base, vxlanAddress, bridgeAddress: hostIn(prefix, subnet, 1, 24) };
}

/** In `routed`, .1 is the bridge, .2 the vxlan and .3 the endpoint, as in the article; flannel's tunnel has the base. */
function suggestEndpoint({ mode, vni, netns, prefix, index }: SideFacts): EndpointIntent {
  const names = endpointNames(netns, vni);
  if (mode === 'bridged') return { ...names, address: hostIn(prefix, 0, index + 1, 24) };
  const subnet = index + 1;
  const own = mode === 'flannel' ? 2 : 3;
  return { ...names, address: hostIn(prefix, subnet, own, 24), gateway: splitCidr(hostIn(prefix, subnet, 1, 24)).ip };
}

/** `veth-red` and `veth-red-br`, as in the article, while that fits in 15 bytes (IFNAMSIZ). */
export function endpointNames(netns: string, vni: number): Pick<EndpointIntent, 'netns' | 'dev' | 'port'> {
  const dev = netns.length <= 7 ? `veth-${netns}` : `ep${vni}`;
  return { netns, dev, port: `${dev}-br` };
}

function hostIn(prefix: string, third: number, fourth: number, length: number): string {
  const [a, b] = splitCidr(prefix).ip.split('.');
  return `${a}.${b}.${third}.${fourth}/${length}`;
}

function prefixFor(mode: LinkMode, tables: readonly Tables[]): string {
  const candidates = mode === 'bridged' ? BRIDGED_PREFIXES : ROUTED_PREFIXES;
  return freePrefix(tables, candidates) ?? candidates[0] ?? '10.100.0.0/16';
}

function nameFor(hosts: readonly [HostId, HostId], vni: number, taken: readonly string[]): string {
  const plain = hosts
    .map((host) => (host === 'local' ? 'local' : hostName(host)).replace(/[^A-Za-z0-9_.-]/g, '-'))
    .join('-')
    .slice(0, 24);
  return taken.includes(plain) ? `${plain}-${vni}` : plain;
}
