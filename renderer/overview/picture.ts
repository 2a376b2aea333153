import type { HostId } from '../../app/base/host.ts';
import { nameOf } from '../words.ts';
import type { Facts, LinkRow } from '../facts.ts';
import type { RowIn } from '../feed-rows.ts';
import { farEnds } from '../vxlan-link/far-ends.ts';

/** A device as the picture shows it. */
export interface Device {
  readonly link: LinkRow;
  readonly addresses: readonly string[];
}

/** A namespace box, with the device in it that a veth leads to. */
export interface NetnsBox {
  readonly name: string;
  readonly devices: readonly Device[];
  /** The end of the veth that is outside the box; absent when nothing leads out. */
  readonly port?: LinkRow;
}

export interface Tunnel {
  readonly device: Device;
  readonly vni: number;
  readonly farEnds: readonly { readonly address: string; readonly host?: string }[];
}

/** One bridge with what is plugged into it; without a bridge, what stands alone. */
export interface Group {
  readonly bridge?: Device;
  readonly left: readonly NetnsBox[];
  readonly tunnels: readonly Tunnel[];
  /** Ports that are neither: hardware, taps, veths that lead nowhere known. */
  readonly ports: readonly Device[];
}

export interface Picture {
  readonly groups: readonly Group[];
  /** Devices of the host's own namespace that are no part of a group: the underlay and the rest. */
  readonly devices: readonly Device[];
}

/** What a host looks like: bridges with namespaces on their left and tunnels on their right, then everything else. */
export function drawHost(facts: Facts, host: HostId, namespaces: readonly RowIn<'netns'>[]): Picture {
  const own = facts.linksIn(host, '');
  const bridges = own.filter(({ kind }) => kind === 'bridge');
  const groups = bridges.map((bridge) => bridgeGroup(facts, host, bridge));
  const plugged = new Set(groups.flatMap(({ left }) => left.map(({ name }) => name)));
  const alone = namespaces
    .filter(({ name }) => !plugged.has(name))
    .map(({ name }) => ({ name, devices: devicesIn(facts, host, name) }));
  const tunnels = own
    .filter((link) => link.vxlan && link.master === undefined)
    .map((link) => tunnel(facts, host, link));
  const loose: Group[] = alone.length + tunnels.length > 0 ? [{ left: alone, tunnels, ports: [] }] : [];
  const devices = own.filter(
    (link) => link.kind !== 'bridge' && link.kind !== 'loopback' && !link.vxlan && !hasBridge(link, bridges),
  );
  return { groups: [...groups, ...loose], devices: devices.map((link) => device(facts, host, link)) };
}

function bridgeGroup(facts: Facts, host: HostId, bridge: LinkRow): Group {
  const ports = facts.ports(host, bridge.netns, bridge.name);
  const left: NetnsBox[] = [];
  const others: Device[] = [];
  for (const port of ports) {
    const peer = facts.peer(host, port);
    if (port.vxlan) continue;
    if (peer && peer.netns !== '') left.push({ name: peer.netns, devices: [device(facts, host, peer)], port });
    else others.push(device(facts, host, port));
  }
  return {
    bridge: device(facts, host, bridge),
    left,
    tunnels: ports.filter(({ vxlan }) => vxlan).map((link) => tunnel(facts, host, link)),
    ports: others,
  };
}

function tunnel(facts: Facts, host: HostId, link: LinkRow): Tunnel {
  const ends = farEnds({ host, facts }, link).map((address) => {
    const owner = facts.owner(address);
    return { address, ...(owner ? { host: nameOf(owner.host) } : {}) };
  });
  return { device: device(facts, host, link), vni: link.vxlan?.vni ?? 0, farEnds: ends };
}

function device(facts: Facts, host: HostId, link: LinkRow): Device {
  const addresses = facts.addresses(host, link.netns, link.name).filter(({ scope }) => scope !== 'link');
  return { link, addresses: addresses.map((one) => `${one.local}/${one.prefixlen}`) };
}

function devicesIn(facts: Facts, host: HostId, netns: string): readonly Device[] {
  return facts
    .linksIn(host, netns)
    .filter(({ kind }) => kind !== 'loopback')
    .map((link) => device(facts, host, link));
}

function hasBridge(link: LinkRow, bridges: readonly LinkRow[]): boolean {
  return bridges.some(({ name }) => name === link.master);
}
