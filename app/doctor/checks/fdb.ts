/** Entries of a tunnel's own table and of its bridge's: flood list, unicast destinations, pinned machines. */
import type { EditItem } from '../../noun/items.ts';
import { FLOOD_MAC, type FdbEntry } from '../../noun/fdb/row.ts';
import type { Link } from '../../noun/link/row.ts';
import { hostName } from '../../base/host.ts';
import { isMulticast } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import { at, command, edit, finding, type Finding } from '../finding.ts';
import { isFlood, type Vtep, type World } from '../world.ts';
import { floods, reachedBy, whereMacs } from '../reach.ts';

export const fdb: Check = {
  name: 'fdb',
  codes: ['flood-entry-missing', 'fdb-dst-stale', 'fdb-port-wrong', 'fdb-vni-wrong', 'bridge-fdb-wrong-port'],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1)
      .flatMap((segment) => {
        const macs = whereMacs(segment, world);
        return segment.flatMap((one) => [
          ...floodOf(one, segment, world),
          ...unicastOf(one, macs, world),
          ...pinned(one, macs, world),
        ]);
      }),
};

export function fdbLine({ mac, dst, port, vni, state, master, dev, flags }: FdbEntry): string {
  const words = [
    mac,
    'dev',
    dev,
    ...(dst === undefined ? [] : ['dst', dst]),
    ...(port === undefined ? [] : ['port', port]),
  ];
  const more = [...(vni === undefined ? [] : ['vni', vni]), ...(master === undefined ? [] : ['master', master])];
  return [...words, ...more, ...flags, state].filter((word) => word !== '').join(' ');
}

/** Where to send to a member: what it calls its own, else what others call it. */
export function targetOf(peer: Vtep, segment: readonly Vtep[]): string | undefined {
  const own = peer.facts.tables.address
    .filter(({ netns, scope }) => netns === peer.outer && scope !== 'host')
    .map(({ local }) => local);
  if (peer.vxlan.local !== undefined && own.includes(peer.vxlan.local)) return peer.vxlan.local;
  return own.find((ip) => segment.some(({ dsts }) => dsts.has(ip))) ?? peer.locals.find((ip) => own.includes(ip));
}

function floodOf(one: Vtep, segment: readonly Vtep[], world: World): readonly Finding[] {
  if (!floods(one, segment)) return [];
  const list = one.fdb.filter(isFlood);
  if (list.some(({ dst }) => dst !== undefined && isMulticast(dst)) || list.some(({ nhid }) => nhid !== undefined))
    return [];
  const dsts = new Set(list.flatMap(({ dst }) => dst ?? []));
  const led = new Set([...dsts].flatMap((dst) => world.owners(dst).map(({ facts }) => facts.host)));
  const isLed = (peer: Vtep): boolean =>
    led.has(peer.host) || (peer.vxlan.local !== undefined && dsts.has(peer.vxlan.local));
  const astray = list.flatMap((entry) => floodAstray(one, entry, list, segment, world));
  if (astray.length > 0) return astray;
  return segment
    .filter((peer) => peer !== one && peer.host !== one.host && !isLed(peer) && floods(peer, segment))
    .flatMap((peer): Finding[] => {
      const dst = targetOf(peer, segment);
      if (dst === undefined) return [];
      const { netns, link, host } = one;
      const item: EditItem = {
        noun: 'fdb',
        verb: 'add',
        netns,
        dev: link.name,
        mac: FLOOD_MAC,
        dst,
        owner: 'self',
        state: 'permanent',
      };
      return [
        finding({
          ...{ code: 'flood-entry-missing', host, hosts: [peer.host], table: 'fdb', entry: `${FLOOD_MAC} dst ${dst}` },
          says: `${link.name} on ${hostName(host)} does not flood to ${hostName(peer.host)} (${dst}): ARP and unknown destinations never get there until it speaks first.`,
          command: at(netns, `bridge fdb show dev ${link.name}`),
          line: list.length === 0 ? `(no ${FLOOD_MAC})` : list.map(fdbLine).join('\n'),
          fix: edit(`Flood from ${hostName(host)} to ${dst}`, host, item),
        }),
      ];
    });
}

/** A flood entry to a member's host with another port or VNI than its tunnel takes, where none beside it is right. */
function floodAstray(
  one: Vtep,
  entry: FdbEntry,
  list: readonly FdbEntry[],
  segment: readonly Vtep[],
  world: World,
): readonly Finding[] {
  const { dst } = entry;
  if (dst === undefined || (entry.port === undefined && entry.vni === undefined)) return [];
  const peer = segment.find((other) => other !== one && reachedBy(dst, other, world));
  if (peer === undefined || list.some((each) => each.dst === dst && takes(peer, each, one))) return [];
  const what = portOf(entry, one) === peer.vxlan.dstport ? 'vni' : 'port';
  const { netns, link, host } = one;
  const place = { noun: 'fdb', netns, dev: link.name, mac: FLOOD_MAC, dst, owner: 'self' } as const;
  const { port, vni } = entry;
  const old = { ...(port !== undefined && { port }), ...(vni !== undefined && { vni }) };
  const found = wrong(one, entry, peer, what);
  const right = { ...(one.vxlan.dstport !== peer.vxlan.dstport && { port: peer.vxlan.dstport }) };
  const fix = edit(
    'Flood as the peer takes it',
    host,
    { ...place, verb: 'del', ...old },
    { ...place, verb: 'add', state: 'permanent', ...right },
  );
  return [{ ...found, fix }];
}

const portOf = (entry: FdbEntry, one: Vtep): number => entry.port ?? one.vxlan.dstport;

function takes(peer: Vtep, entry: FdbEntry, one: Vtep): boolean {
  return (
    portOf(entry, one) === peer.vxlan.dstport &&
    (peer.vxlan.external === true || (entry.vni ?? one.vxlan.vni) === peer.vxlan.vni)
  );
}

type Macs = ReturnType<typeof whereMacs>;

function unicastOf(one: Vtep, macs: Macs, world: World): readonly Finding[] {
  return one.fdb.flatMap((entry): Finding[] => {
    const { mac, dst, state } = entry;
    if (isFlood(entry) || dst === undefined) return [];
    const owners = macs.get(mac) ?? [];
    const [owner] = owners;
    if (owner === undefined || new Set(owners.map(({ vtep }) => vtep)).size > 1 || owner.vtep === one) return [];
    const peer = owner.vtep;
    if (!reachedBy(dst, peer, world)) return state === '' ? [] : [stale(one, entry, peer, world)];
    if (entry.port !== undefined && entry.port !== peer.vxlan.dstport) return [wrong(one, entry, peer, 'port')];
    if (entry.vni !== undefined && peer.vxlan.external !== true && entry.vni !== peer.vxlan.vni)
      return [wrong(one, entry, peer, 'vni')];
    return [];
  });
}

function stale(one: Vtep, entry: FdbEntry, peer: Vtep, world: World): Finding {
  const { netns, link, host } = one;
  const dst = targetOf(peer, world.segmentOf(one));
  const item = { noun: 'fdb', verb: 'set', netns, dev: link.name, mac: entry.mac, owner: 'self' } as const;
  const state = entry.state === 'static' ? 'static' : 'permanent';
  return finding({
    ...{ code: 'fdb-dst-stale', host, hosts: [peer.host], table: 'fdb', entry: `${entry.mac} dst ${entry.dst}` },
    says: `${link.name} on ${hostName(host)} sends what is for ${entry.mac} to ${entry.dst}; that machine is at ${hostName(peer.host)}${dst === undefined ? '' : ` (${dst})`}.`,
    command: at(netns, `bridge fdb show dev ${link.name}`),
    line: fdbLine(entry),
    ...(dst !== undefined && { fix: edit(`Send it to ${dst}`, host, { ...item, dst, state }) }),
  });
}

/** An entry may name another port or VNI than the device's own; then the peer must have it. */
function wrong(one: Vtep, entry: FdbEntry, peer: Vtep, what: 'port' | 'vni'): Finding {
  const { netns, link, host } = one;
  const has = what === 'port' ? peer.vxlan.dstport : peer.vxlan.vni;
  const item = {
    noun: 'fdb',
    verb: 'set',
    netns,
    dev: link.name,
    mac: entry.mac,
    dst: entry.dst,
    owner: 'self',
  } as const;
  const state = entry.state === 'static' ? 'static' : 'permanent';
  return finding({
    ...{ code: what === 'port' ? 'fdb-port-wrong' : 'fdb-vni-wrong', host, hosts: [peer.host], table: 'fdb' },
    entry: `${entry.mac} dst ${entry.dst} ${what} ${entry[what]}`,
    says: `${link.name} on ${hostName(host)} sends what is for ${entry.mac} to ${entry.dst} with ${what === 'port' ? 'UDP port' : 'VNI'} ${entry[what]}; ${peer.link.name} on ${hostName(peer.host)} has ${has}.`,
    command: at(netns, `bridge fdb show dev ${link.name}`),
    line: fdbLine(entry),
    fix: edit('Send it as the peer takes it', host, { ...item, state }),
  });
}

/**
 * An entry that a bridge's own table calls `permanent` says that the MAC is this host's (`BR_FDB_LOCAL`): what is for it goes up here,
 * whichever port it names. Those of the ports' own MACs are the kernel's.
 */
function swallows({ netns, dev, mac, state }: FdbEntry, links: readonly Link[]): boolean {
  return state === 'permanent' && !links.some((one) => one.netns === netns && one.name === dev && one.mac === mac);
}

/**
 * A remote machine pinned to a local port, a local one to the tunnel, or either taken for the host's own. Plain `static` moves at the
 * first frame.
 */
function pinned(one: Vtep, macs: Macs, world: World): readonly Finding[] {
  const { bridge, host, facts } = one;
  if (bridge === undefined) return [];
  const local = new Map(world.endpointsOf(one).map(({ link, port }) => [link.mac, port.name]));
  return facts.tables.fdb.flatMap((entry): Finding[] => {
    if (entry.master !== bridge.name || entry.netns !== bridge.netns) return [];
    if (!entry.flags.includes('sticky') && entry.state !== 'permanent') return [];
    const owners = macs.get(entry.mac) ?? [];
    const home = local.get(entry.mac);
    const remote = owners.find(({ vtep }) => vtep !== one);
    if (owners.some(({ vtep }) => vtep === one && home === undefined)) return [];
    const should = home ?? (remote === undefined ? undefined : one.link.name);
    if (should === undefined || (home !== undefined && remote !== undefined)) return [];
    if (should === entry.dev && !swallows(entry, facts.tables.link)) return [];
    const place = {
      noun: 'fdb',
      verb: 'del',
      netns: bridge.netns,
      dev: entry.dev,
      mac: entry.mac,
      owner: 'master',
    } as const;
    const vlan = entry.vlan === undefined ? {} : { vlan: entry.vlan };
    return [
      finding({
        ...{ code: 'bridge-fdb-wrong-port', host, table: 'fdb' },
        entry: `${entry.mac} dev ${entry.dev} master ${bridge.name} ${entry.state}`,
        says: swallows(entry, facts.tables.link)
          ? `${bridge.name} on ${hostName(host)} keeps what is for ${entry.mac}, as if it were its own (permanent on ${entry.dev}); that machine is behind ${should}.`
          : `${bridge.name} on ${hostName(host)} pins ${entry.mac} to ${entry.dev}; that machine is behind ${should}.`,
        command: at(bridge.netns, `bridge fdb show dev ${entry.dev}`),
        line: fdbLine(entry),
        // What stands on the bridge itself is listed as its port's, and deleted as its own: no edit says that.
        fix:
          entry.dev === bridge.name
            ? command(
                `Forget ${entry.mac} as its own`,
                host,
                at(bridge.netns, `bridge fdb del ${entry.mac} dev ${entry.dev} self`),
              )
            : edit(`Forget where ${entry.mac} is pinned`, host, { ...place, ...vlan }),
      }),
    ];
  });
}
