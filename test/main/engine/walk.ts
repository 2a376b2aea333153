/** Random edits for a host as it is now. */
import type { EditIntent, EditItem } from '../../../app/noun/items.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { isOwnRoute } from '../../../app/noun/route/steps.ts';
import { isOwnEntry } from '../../../app/noun/fdb/set.ts';
import { isSetNeighbour } from '../../../app/noun/neighbour/row.ts';
import { isSetAddress } from '../../../app/noun/address/row.ts';

export type Random = () => number;

/** mulberry32: small, and the same everywhere for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** One to four edits; some make no sense there, which the checks must say. */
export function randomEdit(random: Random, host: HostId, tables: Tables): EditIntent {
  const count = random() < 0.7 ? 1 : 1 + Math.floor(random() * 4);
  return { kind: 'edit', host, items: Array.from({ length: count }, () => randomItem(random, tables)) };
}

/** Single VNIs and ranges that overlap, with and without a far end. */
function randomVni(random: Random, { netns, name: dev }: Link): EditItem {
  const number = (most: number): number => Math.floor(random() * most);
  const vni = 100 + number(8);
  const range = { vni, ...(random() < 0.4 ? { vniEnd: vni + 1 + number(5) } : {}) };
  const verb = (['add', 'add', 'set', 'set', 'del'] as const)[number(5)] ?? 'add';
  const way = [{}, { remote: `192.168.64.${10 + number(4)}` }, { group: '239.1.1.2' }][number(3)];
  return { noun: 'vni', netns, dev, ...range, ...(verb === 'del' ? { verb } : { verb, ...way }) };
}

function randomItem(random: Random, tables: Tables): EditItem {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const some = (chance: number): boolean => random() < chance;
  const number = (most: number): number => Math.floor(random() * most);
  const mac = (): string => `02:00:00:00:01:0${number(6)}`;
  const netns = pick(['', ...tables.netns.map(({ name }) => name)]);
  const here = tables.link.filter((link) => link.netns === netns && link.name !== 'lo' && link.name !== 'eth0');
  const named = (kind?: string): Link | undefined =>
    pick(here.filter((link) => kind === undefined || link.kind === kind));
  const dev = named()?.name ?? 'eth1';
  const vx = named('vxlan')?.name ?? 'vx0';
  const carrying = pick(here.filter(({ kind, up }) => kind === 'vxlan' && up))?.name ?? 'vx0';
  const br = named('bridge')?.name ?? 'br0';
  const ip = (): string => (some(0.7) ? `10.${number(4)}.0.${1 + number(6)}` : `fd0${number(4)}::${1 + number(6)}`);
  const cidr = (): string => {
    const address = ip();
    return `${address}/${address.includes(':') ? 64 : pick([24, 24, 32])}`;
  };
  const far = (): string => `192.168.64.${10 + number(5)}`;
  const makers: readonly (() => EditItem)[] = [
    () => ({ noun: 'netns', verb: 'add', name: pick(['red', 'blue']) }),
    () => ({ noun: 'netns', verb: 'del', name: pick(['red', 'blue']) }),
    () => ({
      noun: 'bridge',
      verb: 'add',
      netns,
      name: `br${number(3)}`,
      bridge: some(0.5) ? {} : { stp: some(0.5), ageing: pick([60, 300]), priority: pick([4096, 32768]) },
    }),
    () => ({
      noun: 'bridge',
      verb: 'set',
      netns,
      name: br,
      bridge: some(0.7)
        ? { ageing: 10 + number(50), mcastSnooping: some(0.5) }
        : { stp: some(0.5), forwardDelay: pick([4, 15]) },
    }),
    () => ({ noun: 'bridge', verb: 'del', netns, name: br }),
    () => ({
      noun: 'vxlan',
      verb: 'add',
      netns: '',
      name: `vx${number(3)}`,
      vxlan: {
        vni: 1 + number(4),
        local: '192.168.64.3',
        dev: 'eth0',
        dstport: pick([4789, 8472]),
        ...pick([
          {},
          { learning: false },
          { remote: far() },
          { ttl: 9 },
          { ttl: 'inherit' as const },
          { proxy: true, l2miss: true },
        ]),
      },
    }),
    () => ({
      noun: 'vxlan',
      verb: 'add',
      netns,
      name: `vx${3 + number(2)}`,
      vxlan: {
        dstport: 4790 + number(2),
        ...pick([
          { vni: 20 + number(3) },
          { vni: 30, local: 'fd00::3', remote: 'fd00::4' },
          { external: true },
          { external: true, vnifilter: true },
          { vni: 31, udpcsum: false, srcport: { low: 20000, high: 30000 } },
        ]),
      },
    }),
    () => ({
      noun: 'vxlan',
      verb: 'set',
      netns,
      name: vx,
      unset: pick([[], [], ['remote' as const]]),
      vxlan: pick([
        { ttl: pick([5, 'auto' as const, 'inherit' as const]) },
        { remote: far() },
        { learning: some(0.5), ageing: 50 + number(9) },
        { tos: pick(['0x10', 'inherit']), df: 'set' as const },
        { vni: 10 + number(9) },
        { udpcsum: some(0.5), proxy: some(0.5) },
        { local: '192.168.64.3', group: '239.1.1.1' },
      ]),
    }),
    () => ({ noun: 'vxlan', verb: 'del', netns, name: vx }),
    () => ({
      noun: 'veth',
      verb: 'add',
      netns,
      name: `v${number(4)}`,
      peer: { netns: pick(['', netns, 'red']), name: `w${number(4)}` },
      ...(some(0.3) ? { mtu: 1400 } : {}),
    }),
    () => ({ noun: 'veth', verb: 'del', netns, name: named('veth')?.name ?? 'v0' }),
    () => ({ noun: 'link', verb: 'set', netns, name: dev, up: some(0.7) }),
    () => ({ noun: 'link', verb: 'set', netns, name: dev, mtu: pick([1300, 1400, 1450]) }),
    () => ({ noun: 'link', verb: 'set', netns, name: dev, mac: `02:00:00:02:${10 + number(80)}:${10 + number(80)}` }),
    () => ({ noun: 'link', verb: 'set', netns, name: named('veth')?.name ?? 'v0', moveTo: pick(['', 'red', 'blue']) }),
    () => ({ noun: 'link', verb: 'del', netns, name: dev }),
    () => ({
      noun: 'port',
      verb: 'add',
      netns,
      name: dev,
      master: br,
      port: pick([{}, { hairpin: true, isolated: true }]),
    }),
    () => ({
      noun: 'port',
      verb: 'set',
      netns,
      name: here.find(({ master }) => master !== undefined)?.name ?? dev,
      port: pick([{ learning: some(0.5) }, { neighSuppress: true, flood: false }, { priority: number(60) }]),
    }),
    () => ({ noun: 'port', verb: 'del', netns, name: here.find(({ master }) => master !== undefined)?.name ?? dev }),
    () => ({
      noun: 'endpoint',
      verb: 'add',
      netns: pick(['red', 'blue']),
      dev: 'ep0',
      port: `p${number(3)}`,
      bridge: br,
      address: `10.9.0.${2 + number(9)}/24`,
      ...(some(0.5) ? { gateway: '10.9.0.1' } : {}),
    }),
    () => ({ noun: 'address', verb: 'add', netns, dev, address: cidr() }),
    () => ({
      noun: 'address',
      verb: 'add',
      netns,
      dev,
      address: `10.5.0.${1 + number(4)}/24`,
      ...pick([{ scope: 'link' as const }, { flags: ['noprefixroute' as const] }, { label: `${dev}:1`.slice(0, 15) }]),
    }),
    () => ({
      noun: 'address',
      verb: 'add',
      netns,
      dev,
      ...pick([
        { address: `10.6.0.${1 + number(3)}/32`, peer: `10.6.1.${1 + number(3)}` },
        { address: `10.6.0.${1 + number(3)}/24`, peer: `10.6.2.${1 + number(3)}` },
        { address: `fd06::${1 + number(3)}/128`, peer: `fd06:1::${1 + number(3)}` },
        { address: `10.7.0.${1 + number(3)}/24`, broadcast: '10.7.0.255' },
        { address: `fd07::${1 + number(3)}/64`, flags: ['nodad' as const] },
      ]),
    }),
    () => {
      const row = pick(tables.address.filter((one) => isSetAddress(one) && one.dev !== 'eth0'));
      return {
        noun: 'address',
        verb: 'set',
        netns: row?.netns ?? '',
        dev: row?.dev ?? 'none',
        address: `${row?.local ?? '10.0.0.1'}/${row?.prefixlen ?? 24}`,
        ...pick([
          { to: cidr() },
          { flags: ['noprefixroute' as const] },
          { scope: 'link' as const },
          { label: `${row?.dev ?? dev}:2`.slice(0, 15) },
        ]),
      };
    },
    () => {
      const row = pick(tables.address.filter(isSetAddress));
      return {
        noun: 'address',
        verb: 'del',
        netns: row?.netns ?? '',
        dev: row?.dev === 'eth0' ? 'none' : (row?.dev ?? 'none'),
        address: `${row?.local ?? '10.0.0.1'}/${row?.prefixlen ?? 24}`,
      };
    },
    () => ({
      noun: 'route',
      verb: pick(['add', 'set']),
      netns,
      family: 'inet',
      dst: `10.2${number(5)}.0.0/16`,
      via: ip4(),
      dev,
      onlink: true,
      ...pick([{}, { metric: 5 }, { table: '100' }, { protocol: 'static' }]),
    }),
    () => ({
      noun: 'route',
      verb: 'add',
      netns,
      family: 'inet',
      dst: `10.3${number(5)}.0.0/16`,
      type: pick(['blackhole', 'unreachable', 'prohibit']),
      ...pick([{}, { table: '7' }]),
    }),
    () => ({
      noun: 'route',
      verb: 'add',
      netns,
      family: 'inet',
      dst: `10.4${number(5)}.0.0/16`,
      nexthops: [
        { via: ip4(), dev, onlink: true, weight: 3 },
        { via: '10.0.0.99', dev, onlink: true },
      ],
    }),
    () => ({
      noun: 'route',
      verb: pick(['add', 'set']),
      netns,
      family: 'inet',
      dst: `10.2${number(5)}.0.0/16`,
      dev,
      ...pick([
        { src: own('inet') },
        { scope: 'link' as const },
        { via: 'fd00::98', onlink: true },
        { via: ip4(), onlink: true, src: own('inet') },
      ]),
    }),
    () => ({
      noun: 'route',
      verb: 'add',
      netns,
      family: 'inet6',
      dst: `fd4${number(3)}::/64`,
      nexthops: [
        { via: 'fd00::97', dev, onlink: true, weight: 2 },
        { via: 'fd00::96', dev, onlink: true },
      ],
    }),
    () => ({
      noun: 'route',
      verb: pick(['add', 'set']),
      netns,
      family: 'inet6',
      dst: `fd2${number(5)}::/64`,
      dev,
      ...pick([{}, { via: 'fd00::99', onlink: true }]),
    }),
    () => {
      const row = pick(tables.route.filter(isOwnRoute));
      return {
        noun: 'route',
        verb: 'del',
        netns: row?.netns ?? '',
        family: row?.family ?? 'inet',
        dst:
          row === undefined
            ? '10.0.0.0/8'
            : row.dst === 'default' || row.dst.includes('/')
              ? row.dst
              : `${row.dst}/${row.family === 'inet' ? 32 : 128}`,
        ...(row?.table === undefined || row.table === 'main' ? {} : { table: row.table }),
      };
    },
    () => ({
      noun: 'fdb',
      verb: 'add',
      netns,
      dev: vx,
      mac: FLOOD_MAC,
      dst: far(),
      owner: 'self',
      state: 'permanent',
      ...pick([{}, { port: 8472 }, { vni: 77 }, { via: 'eth0' }]),
    }),
    () => ({
      noun: 'fdb',
      verb: pick(['add', 'set']),
      netns,
      dev: vx,
      mac: mac(),
      dst: far(),
      owner: 'self',
      state: pick(['permanent', 'static']),
      ...pick([{}, { flags: ['extern_learn' as const] }]),
    }),
    () => ({
      noun: 'fdb',
      verb: pick(['add', 'set']),
      netns,
      dev: here.find(({ master }) => master !== undefined)?.name ?? dev,
      mac: mac(),
      owner: 'master',
      state: pick(['permanent', 'static']),
      ...pick([{}, { flags: ['sticky' as const] }]),
    }),
    () => {
      const row = pick(tables.fdb.filter((one) => isOwnEntry(tables, one)));
      return {
        noun: 'fdb',
        verb: 'del',
        netns: row?.netns ?? '',
        dev: row?.dev ?? 'none',
        mac: row?.mac ?? mac(),
        ...(row?.dst === undefined ? {} : { dst: row.dst }),
        owner: row?.master === undefined ? 'self' : 'master',
      };
    },
    // A device that filters, where there is none yet: VNIs stand on nothing else.
    () => {
      const one = pick(tables.link.filter(({ vxlan }) => vxlan?.vnifilter === true));
      const over = netns === '' && some(0.5) ? { dev: 'eth0' } : {};
      const vxlan = { external: true, vnifilter: true, dstport: 4792 + number(2), ...over };
      return one === undefined
        ? { noun: 'vxlan', verb: 'add', netns, name: `vf${number(2)}`, vxlan }
        : randomVni(random, one);
    },
    () => ({
      noun: 'neighbour',
      verb: pick(['add', 'set']),
      netns,
      dev,
      dst: ip(),
      mac: mac(),
      state: 'permanent',
      ...pick([{}, { flags: ['router' as const] }, { flags: ['extern_learn' as const] }]),
    }),
    // The kernel forgets all but permanent ones when a carrier goes, for a new bridge up to a second later; a vxlan always has one.
    () => ({ noun: 'neighbour', verb: 'add', netns, dev: carrying, dst: ip(), managed: true }),
    () => ({
      noun: 'neighbour',
      verb: pick(['add', 'set']),
      netns,
      dev: carrying,
      dst: ip(),
      mac: mac(),
      state: 'noarp',
      ...pick([{}, { flags: ['router' as const] }]),
    }),
    () => ({ noun: 'neighbour', verb: 'add', netns, dev, dst: ip(), proxy: true }),
    () => {
      const row = pick(tables.neighbour.filter(isSetNeighbour));
      return {
        noun: 'neighbour',
        verb: 'del',
        netns: row?.netns ?? '',
        dev: row?.dev ?? 'none',
        dst: row?.dst ?? '10.0.0.1',
        ...(row?.flags.includes('proxy') ? { proxy: true } : {}),
      };
    },
  ];
  return pick(makers)();

  function own(family: 'inet' | 'inet6'): string | undefined {
    return pick(tables.address.filter((row) => row.netns === netns && row.family === family && row.dev !== 'lo'))
      ?.local;
  }

  function ip4(): string {
    return `10.${number(4)}.0.${1 + number(6)}`;
  }
}
