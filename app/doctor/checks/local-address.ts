/** A tunnel that sends from an address which its host does not have. */
import { hostName, type HostId } from '../../base/host.ts';
import { familyOf } from '../../base/ip.ts';
import type { EditItem } from '../../noun/items.ts';
import type { Check } from '../check.ts';
import { at, finding, type Finding, type HostFix } from '../finding.ts';
import { isInUse } from '../near.ts';
import { isGlobal, type Vtep, type World } from '../world.ts';

export const localAddress: Check = {
  name: 'local-address',
  codes: ['local-address-missing', 'peer-address-stale'],
  run: (world) => world.vteps.filter((one) => isInUse(one, world)).flatMap((vtep) => missing(vtep, world)),
};

function missing(vtep: Vtep, world: World): readonly Finding[] {
  const { local } = vtep.vxlan;
  const { tables } = vtep.facts;
  if (local === undefined || tables.address.some((one) => one.netns === vtep.outer && one.local === local)) return [];
  const peers = world.peers.get(vtep) ?? [];
  // What a peer learned is what was sent, not what it was told.
  const named = peers.filter((peer) => isTold(peer, local));
  const there = onUnderlay(vtep, world);
  return [named.length > 0 && there !== undefined ? renumbered(vtep, local, there, named) : lost(vtep, local, peers)];
}

function isTold({ vxlan, fdb }: Vtep, ip: string): boolean {
  return (
    vxlan.remote === ip ||
    fdb.some(({ dst, state, flags }) => dst === ip && (state !== '' || flags.includes('extern_learn')))
  );
}

/** An address of the underlay device that could take its place: what peers name, else one in their subnet. */
function onUnderlay({ facts, under, link, outer, vxlan }: Vtep, world: World): string | undefined {
  const family = familyOf(vxlan.local ?? '');
  const rows = facts.tables.address.filter(
    (one) => one.netns === outer && one.dev !== link.name && one.family === family && isGlobal(one),
  );
  const own = under === undefined ? rows : rows.filter(({ dev }) => dev === under.name);
  return own.find(({ local }) => world.owners(local).length === 1)?.local;
}

function setLocal({ link, vxlan }: Vtep, local: string): EditItem {
  const dev = vxlan.dev === undefined ? {} : { dev: vxlan.dev };
  return { noun: 'vxlan', verb: 'set', netns: link.netns, name: link.name, vxlan: { local, ...dev }, unset: [] };
}

function renumbered(vtep: Vtep, old: string, now: string, named: readonly Vtep[]): Finding {
  const { host, link, under } = vtep;
  const others = named.map((peer): HostFix => ({ host: peer.host, items: renamed(peer, old, now), commands: [] }));
  const name = under?.name ?? '';
  const length = vtep.facts.tables.address.find(({ local }) => local === now)?.prefixlen ?? 32;
  return finding({
    code: 'peer-address-stale',
    host,
    hosts: named.map((one) => one.host),
    table: 'address',
    entry: `${name} ${now}/${length}`,
    says: `${hostName(host)} has a new address, ${now}; ${link.name} and its peers (${names(named)}) still use ${old}, which it no longer has.`,
    command: at(vtep.outer, `ip addr show dev ${name}`),
    line: `inet ${now}/${length} scope global ${name}`,
    fix: {
      title: `Use ${now} instead of ${old}`,
      hosts: [{ host, items: [setLocal(vtep, now)], commands: [] }, ...others],
    },
  });
}

function names(list: readonly Vtep[]): string {
  return list.map(({ host }) => hostName(host)).join(', ');
}

/** Every entry of a peer that names the old address, with the new one. */
export function renamed(peer: Vtep, old: string, now: string): readonly EditItem[] {
  const { netns, link, vxlan } = peer;
  if (vxlan.remote === old)
    return [{ noun: 'vxlan', verb: 'set', netns, name: link.name, vxlan: { remote: now }, unset: [] }];
  return peer.fdb
    .filter(({ dst, state }) => dst === old && state !== '')
    .flatMap(({ mac, state }): readonly EditItem[] => {
      const place = { noun: 'fdb', netns, dev: link.name, mac, owner: 'self' } as const;
      const kept = state === 'static' ? 'static' : 'permanent';
      if (mac !== '00:00:00:00:00:00') return [{ ...place, verb: 'set', dst: now, state: kept }];
      return [
        { ...place, verb: 'add', dst: now, state: kept },
        { ...place, verb: 'del', dst: old },
      ];
    });
}

function lost(vtep: Vtep, local: string, peers: readonly Vtep[]): Finding {
  const { host, link, facts } = vtep;
  const wanted = peers
    .flatMap(({ dsts }) => [...dsts])
    .find((dst) => facts.tables.address.some((one) => one.local === dst && one.netns === vtep.outer));
  const fixes: HostId = host;
  return finding({
    code: 'local-address-missing',
    host,
    table: 'link',
    entry: `${link.name} local ${local}`,
    says: `${link.name} on ${hostName(host)} sends from ${local}, which no device of that host has.`,
    command: at(link.netns, `ip -d link show dev ${link.name}`),
    line: `vxlan id ${vtep.vxlan.vni} local ${local} dstport ${vtep.vxlan.dstport}`,
    ...(wanted !== undefined && {
      fix: {
        title: `Send from ${wanted}, where the peers look for it`,
        hosts: [{ host: fixes, items: [setLocal(vtep, wanted)], commands: [] }],
      },
    }),
  });
}
