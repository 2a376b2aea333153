/** What to ask a host beside its tables: as much as its tunnels need, in one exchange. */
import { FILTER_PARTS, NETNS_FILTERS, type DoctorAsk } from '../base/doctor-ask.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { HostFacts } from './facts.ts';
import { createWorld, type Vtep } from './world.ts';

/** Ways asked for a host: each is a process there of 2 ms. More would make a mesh of hundreds slow; fewer would leave peers out. */
const MOST_WAYS = 256;
/** Sides of devices whose traffic control filters are asked for, cards and tunnels first. */
const MOST_FILTERS = 128;
/** Namespaces of machines looked into: a dozen questions each. */
const MOST_NETNS = 64;

const OWN = [
  'rules',
  'rules6',
  'nexthops',
  'vnis',
  'settings',
  'sockets',
  'counters',
  'stats',
  ...FILTER_PARTS,
  'qdiscs',
] as const;
/** Of a namespace that a tunnel's packets travel in. */
const CARRYING = ['stats'] as const;
const INSIDE = ['rules', 'rules6', 'settings', 'counters', ...NETNS_FILTERS] as const;

export interface Questions {
  readonly asks: readonly DoctorAsk[];
  /** What was left out for its number. */
  readonly leftOut: readonly string[];
}

export function questionsOf(host: HostId, tables: Tables): Questions {
  const { vteps, endpoints } = createWorld([bare(host, tables)]);
  if (vteps.length === 0) return { asks: [], leftOut: [] };
  const carrying = new Set(vteps.map(({ outer }) => outer));
  const inside = [
    ...new Set([...carrying, ...endpoints.map(({ netns }) => netns), ...vteps.map(({ netns }) => netns)]),
  ].filter((netns) => netns !== HOST_NETNS);
  const ways = new Map<string, DoctorAsk>();
  for (const { dsts, vxlan, link, outer } of vteps)
    for (const target of dsts) {
      const has =
        vxlan.local !== undefined &&
        tables.address.some(({ local, netns }) => local === vxlan.local && netns === outer);
      const from = has ? { from: vxlan.local } : {};
      const packet = { part: 'way', netns: outer, target, ...from } as const;
      ways.set(`${target}|${link.key}|udp`, { ...packet, port: vxlan.dstport });
      ways.set(`${outer}|${target}|plain`, packet);
    }
  const ours = [
    ...vteps.flatMap(({ under, link, bridge }) => [under, link, bridge]),
    ...endpoints.flatMap(({ port, link }) => [port, link]),
  ];
  const devices = new Map(ours.flatMap((link) => (link === undefined ? [] : [[link.key, link] as const])));
  const traffic = [...devices.values()].flatMap(({ netns, name: dev }) =>
    (['tc-ingress', 'tc-egress'] as const).map((part) => ({ part, netns, dev })),
  );
  return {
    asks: [
      ...OWN.map((part) => ({ part, netns: HOST_NETNS })),
      ...inside
        .slice(0, MOST_NETNS)
        .flatMap((netns) => [...INSIDE, ...(carrying.has(netns) ? CARRYING : [])].map((part) => ({ part, netns }))),
      ...traffic.slice(0, MOST_FILTERS),
      ...[...tunnelled(vteps)].map((netns) => ({ part: 'vlan-tunnels', netns }) as const),
      ...[...ways.values()].slice(0, MOST_WAYS),
    ],
    leftOut: [
      ...(ways.size > MOST_WAYS ? [`${ways.size - MOST_WAYS} of ${ways.size} ways to peers`] : []),
      ...(inside.length > MOST_NETNS ? [`${inside.length - MOST_NETNS} of ${inside.length} namespaces`] : []),
    ],
  };
}

/** Where ports turn VLANs into VNIs. */
function tunnelled(vteps: readonly Vtep[]): ReadonlySet<string> {
  return new Set(vteps.filter(({ link }) => link.port?.vlanTunnel === true).map(({ netns }) => netns));
}

function bare(host: HostId, tables: Tables): HostFacts {
  const none = new Map<string, never>();
  return {
    host,
    tables,
    settings: none,
    rules: [],
    nexthops: [],
    vnis: none,
    filters: none,
    traffic: [],
    sockets: [],
    ways: [],
    counters: none,
    notLookedAt: [],
  };
}
