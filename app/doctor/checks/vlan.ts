/** VLANs of a bridge that filters them: untagged frames of a machine, the tunnel's own list, and what becomes a VNI. */
import { hostName } from '../../base/host.ts';
import type { BridgeVlan } from '../../noun/vlan/row.ts';
import type { Check } from '../check.ts';
import { at, command, edit, finding, type Finding } from '../finding.ts';
import { isInUse } from '../near.ts';
import type { Endpoint, Vtep, World } from '../world.ts';

export const vlan: Check = {
  name: 'vlan',
  codes: ['vlan-pvid-missing', 'vlan-not-allowed', 'vlan-tunnel-missing'],
  run: (world) => world.vteps.filter((one) => isInUse(one, world)).flatMap((one) => vlansOf(one, world)),
};

function vlansOf(one: Vtep, world: World): readonly Finding[] {
  if (one.bridge?.bridge?.vlanFiltering !== true) return [];
  const machines = world.endpointsOf(one).filter(({ addresses }) => addresses.some(({ scope }) => scope === 'global'));
  const seen = new Set<number>();
  return machines.flatMap((machine): readonly Finding[] => {
    const vid = rowsOf(one, machine.port.name).find(({ pvid }) => pvid)?.vid;
    if (vid === undefined) return [noPvid(one, machine, usualPvid(one, world))];
    if (seen.has(vid)) return [];
    seen.add(vid);
    return carried(one, vid, world);
  });
}

function rowsOf({ facts, netns }: Vtep, dev: string): readonly BridgeVlan[] {
  return facts.tables.vlan.filter((row) => row.netns === netns && row.dev === dev);
}

const holds = (row: BridgeVlan, vid: number): boolean => row.vid <= vid && vid <= row.vidEnd;
const has = (rows: readonly BridgeVlan[], vid: number): boolean => rows.some((row) => holds(row, vid));

/** The VLAN that the tunnel's own untagged frames are in, else what a peer's machines are in. */
function usualPvid(one: Vtep, world: World): number | undefined {
  const own = rowsOf(one, one.link.name).find(({ pvid }) => pvid)?.vid;
  const theirs = (world.peers.get(one) ?? []).flatMap((peer) =>
    world.endpointsOf(peer).flatMap(({ port }) => rowsOf(peer, port.name).find(({ pvid }) => pvid)?.vid ?? []),
  );
  return own ?? theirs[0];
}

function noPvid(one: Vtep, { port, link, netns: inner }: Endpoint, vid: number | undefined): Finding {
  const { host, netns, bridge } = one;
  const rows = rowsOf(one, port.name);
  const verb = vid !== undefined && has(rows, vid) ? 'set' : 'add';
  return finding({
    ...{ code: 'vlan-pvid-missing', host, table: 'vlan', entry: `${port.name} pvid` },
    says: `${port.name}, a port of ${bridge?.name ?? ''} on ${hostName(host)}, has no PVID: what ${link.name} in namespace ${inner} sends without a tag is dropped.`,
    command: at(netns, `bridge vlan show dev ${port.name}`),
    line: rows.length === 0 ? `${port.name}` : rows.map((row) => `${port.name} ${row.vid}`).join('\n'),
    ...(vid !== undefined && {
      fix: edit(`Put what has no tag into VLAN ${vid}`, host, {
        noun: 'vlan',
        verb,
        netns,
        dev: port.name,
        vid,
        pvid: true,
        untagged: true,
      }),
    }),
  });
}

/** By this tunnel, or another one in the same bridge: often each VLAN has its own. */
function carried(one: Vtep, vid: number, world: World): readonly Finding[] {
  const { host, netns, link, bridge } = one;
  const tunnels = world.vteps.filter((other) => other.host === host && other.bridge?.key === bridge?.key);
  const carrying = tunnels.filter((other) => has(rowsOf(other, other.link.name), vid));
  if (carrying.length > 0) return carrying.includes(one) ? turned(one, vid, world) : [];
  if (tunnels[0] !== one) return [];
  const rows = rowsOf(one, link.name);
  return [
    finding({
      ...{ code: 'vlan-not-allowed', host, table: 'vlan', entry: `${link.name} vid ${vid}` },
      says: `${link.name} on ${hostName(host)} is not in VLAN ${vid} of ${bridge?.name ?? ''}, which its machines are in: nothing of theirs gets to the tunnel.`,
      command: at(netns, `bridge vlan show dev ${link.name}`),
      line:
        rows.map((row) => `${link.name} ${row.vid}${row.vidEnd === row.vid ? '' : `-${row.vidEnd}`}`).join('\n') ||
        link.name,
      fix: edit(`Let VLAN ${vid} into ${link.name}`, host, allowed(one, vid, world)),
    }),
  ];
}

/** As the peers have it: with a tag or without. */
function allowed(one: Vtep, vid: number, world: World) {
  const peers = (world.peers.get(one) ?? []).flatMap((peer) => rowsOf(peer, peer.link.name));
  const like = peers.find((row) => holds(row, vid));
  const flags = like?.pvid === false ? {} : { pvid: true, untagged: like?.untagged ?? true };
  return { noun: 'vlan', verb: 'add', netns: one.netns, dev: one.link.name, vid, ...flags } as const;
}

/** A port that turns VLANs into VNIs drops what has no VNI. */
function turned(one: Vtep, vid: number, world: World): readonly Finding[] {
  const { host, netns, link, facts } = one;
  if (link.port?.vlanTunnel !== true || facts.vlanTunnels === undefined) return [];
  if (vniOf(one, vid) !== undefined) return [];
  const vni = (world.peers.get(one) ?? []).map((peer) => vniOf(peer, vid)).find((each) => each !== undefined);
  return [
    finding({
      ...{ code: 'vlan-tunnel-missing', host, table: 'vlan', entry: `${link.name} vlan ${vid} tunnel_info` },
      says: `${link.name} on ${hostName(host)} turns VLANs into VNIs and has none for VLAN ${vid}: what its machines send is dropped.`,
      command: at(netns, `bridge vlan tunnelshow dev ${link.name}`),
      line:
        (facts.vlanTunnels.get(link.key) ?? []).map((row) => `${link.name} ${row.first} ${row.vni}`).join('\n') ||
        link.name,
      ...(vni !== undefined && {
        fix: command(
          `Give VLAN ${vid} the VNI ${vni}`,
          host,
          at(netns, `bridge vlan add dev ${link.name} vid ${vid} tunnel_info id ${vni}`),
        ),
      }),
    }),
  ];
}

function vniOf({ facts, link }: Vtep, vid: number): number | undefined {
  const row = facts.vlanTunnels?.get(link.key)?.find(({ first, last }) => first <= vid && vid <= last);
  return row === undefined ? undefined : row.vni + vid - row.first;
}
