/** Where a vxlan device sends a frame: the entry of the MAC address, else the flood list; a group's entry before both (drivers/net/vxlan/vxlan_core.c `vxlan_xmit`). */
import { FLOOD_MAC, type FdbEntry } from '../noun/fdb/row.ts';
import type { Link } from '../noun/link/row.ts';
import { isGroupMac, type Frame } from './packet.ts';
import type { HopTable } from './hop.ts';
import type { Place } from './place.ts';
import type { Sim } from './sim.ts';

export interface Target {
  readonly dst: string;
  readonly port?: number;
  readonly vni?: number;
  /** It is bound to this device. */
  readonly via?: string;
}

export interface Targets {
  readonly table: HopTable;
  readonly list: readonly Target[];
  readonly rows: readonly string[];
  /** One of them a flow (a nexthop group), not all. */
  readonly oneOf: boolean;
  readonly exact: boolean;
}

const NONE = { oneOf: false, exact: false, table: 'fdb' } as const;

export function targetsOf(sim: Sim, place: Place, link: Link, frame: Frame): Targets {
  const groups = groupTargets(place, link, frame);
  if (groups.length > 0)
    return {
      ...NONE,
      table: 'mdb',
      list: groups,
      rows: groups.map(({ dst }) => `grp ${frame.packet?.dst ?? ''} dev ${link.name} dst ${dst}`),
      exact: true,
    };
  const learned = sim.vteps.get(vtepKey(place, link, frame.dst));
  if (learned !== undefined)
    return {
      ...NONE,
      list: [{ dst: learned }],
      rows: [`${frame.dst} dev ${link.name} dst ${learned} self`],
      exact: true,
    };
  const exact = place.fdb.get(`${link.name}|${frame.dst}`) ?? [];
  const entries = exact.length > 0 ? exact : (place.fdb.get(`${link.name}|${FLOOD_MAC}`) ?? []);
  const [grouped] = entries.filter(({ nhid }) => nhid !== undefined);
  const list = grouped?.nhid === undefined ? entries.flatMap(targetOf) : membersOf(place, grouped.nhid);
  return { ...NONE, list, rows: entries.map(entryLine), oneOf: grouped !== undefined, exact: exact.length > 0 };
}

export function vtepKey({ host }: Place, { key }: Link, mac: string): string {
  return `${host}|${key}|${mac}`;
}

function targetOf({ dst, port, vni, via }: FdbEntry): readonly Target[] {
  return dst === undefined
    ? []
    : [
        {
          dst,
          ...(port !== undefined && { port }),
          ...(vni !== undefined && { vni }),
          ...(via !== undefined && { via }),
        },
      ];
}

/** Members of a nexthop group made for FDB entries (ip-nexthop(8), `fdb`). */
export function membersOf({ facts, netns }: Place, id: number): readonly Target[] {
  const of = (one: number) => facts.nexthopRows.find(({ netns: at, row }) => at === netns && row['id'] === one)?.row;
  const row = of(id);
  const group = Array.isArray(row?.['group']) ? row['group'] : [];
  const ids = group.flatMap((one) =>
    typeof one === 'object' && one !== null && 'id' in one ? [Number(one['id'])] : [],
  );
  return [id, ...ids].flatMap((one) => {
    const gateway = of(one)?.['gateway'];
    return typeof gateway === 'string' ? [{ dst: gateway }] : [];
  });
}

function groupTargets({ facts, netns }: Place, { name }: Link, frame: Frame): readonly Target[] {
  const group = frame.packet?.dst;
  if (group === undefined || !isGroupMac(frame.dst)) return [];
  return facts.groups
    .filter((one) => one.netns === netns && one.dev === name && one.group === group && one.dst !== undefined)
    .map(({ dst = '', dstPort, vni }) => ({
      dst,
      ...(dstPort !== undefined && { port: dstPort }),
      ...(vni !== undefined && { vni }),
    }));
}

/** As `bridge fdb show` prints it. */
export function entryLine(entry: FdbEntry): string {
  const { mac, dev, dst, port, vni, srcVni, via, nhid, master, state, flags } = entry;
  const words = [
    ['dev', dev],
    ['dst', dst],
    ['nhid', nhid],
    ['port', port],
    ['vni', vni],
    ['src_vni', srcVni],
    ['via', via],
    ['master', master],
  ] as const;
  return [mac, ...words.flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`])), ...flags, state]
    .filter(Boolean)
    .join(' ');
}
