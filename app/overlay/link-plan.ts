/** A checked link → the steps for each side, in the order that leaves no half-open moment: devices, addresses, up, entries, endpoint. */
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import { forwardKey } from '../noun/forward/row.ts';
import { hostName } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import { bridgeMtu } from '../noun/bridge/steps.ts';
import { mayDrop } from '../noun/forward/steps.ts';
import { familyOf, networkOf, splitCidr } from '../base/ip.ts';
import { planHost, type Plan } from '../plan/plan.ts';
import type { Wish } from '../noun/step.ts';
import type { EndpointIntent, LinkIntent, LinkSide } from './link-intent.ts';

export function planLink(intent: LinkIntent, snapshots: readonly [Snapshot, Snapshot]): Plan {
  const [a, b] = intent.sides;
  const title = `Link ${hostName(a.host)} and ${hostName(b.host)}`;
  const hosts = [planSide(intent, a, b, snapshots[0].tables), planSide(intent, b, a, snapshots[1].tables)];
  return { title, hosts };
}

function planSide(intent: LinkIntent, side: LinkSide, peer: LinkSide, tables: Tables): Plan['hosts'][number] {
  const tunnel =
    intent.mode === 'bridged' ? bridgedTunnel(intent, side, peer) : routedTunnel(intent, side, peer, tables);
  const endpoint = side.endpoint === null ? [] : endpointWishes(intent, side, side.endpoint);
  return planHost(side.host, tables, [...tunnel, ...endpoint]);
}

/** One subnet on all hosts: the vxlan is a port of the bridge, and what has no known place is flooded to the peer. */
function bridgedTunnel(intent: LinkIntent, side: LinkSide, peer: LinkSide): readonly Wish[] {
  const netns = HOST_NETNS;
  const flood = {
    do: 'fdb-append',
    netns,
    dev: side.vxlan,
    mac: FLOOD_MAC,
    dst: peer.underlayAddress,
    owner: 'self',
    state: 'permanent',
  } as const;
  return [
    ...devices(intent, side, undefined),
    {
      step: { do: 'link-set-master', netns, name: side.vxlan, master: side.bridge },
      why: 'The tunnel becomes a port of the bridge.',
    },
    ...bridgeAddress(side),
    ...bringUp(side),
    { step: flood, why: `Broadcast and unknown destinations go to ${hostName(peer.host)}'s VTEP.` },
  ];
}

/** A subnet a host: the vxlan has an address in the wide prefix, and the host routes between it and its bridge. */
function routedTunnel(intent: LinkIntent, side: LinkSide, peer: LinkSide, tables: Tables): readonly Wish[] {
  const netns = HOST_NETNS;
  const { vxlanAddress = '', vxlan } = side;
  const dst = networkOf(peer.bridgeAddress ?? '');
  const via = splitCidr(peer.vxlanAddress ?? '').ip;
  const route = { do: 'route-add', netns, family: familyOf(dst), dst, via, dev: vxlan, onlink: true } as const;
  return [
    ...devices(intent, side, peer.underlayAddress),
    {
      step: { do: 'address-add', netns, dev: vxlan, address: vxlanAddress },
      why: "This VTEP's own address in the overlay.",
    },
    ...bridgeAddress(side),
    ...bringUp(side),
    { step: route, why: `${hostName(peer.host)}'s subnet is behind its VTEP.` },
    ...forwarding(side, tables),
  ];
}

function devices({ vni, port, mtu }: LinkIntent, side: LinkSide, remote: string | undefined): readonly Wish[] {
  const netns = HOST_NETNS;
  const options = {
    vni,
    ...(remote === undefined ? {} : { remote }),
    local: side.underlayAddress,
    dev: side.underlayDev,
    dstport: port,
  };
  return [
    {
      step: { do: 'link-add-vxlan', netns, name: side.vxlan, mac: side.vxlanMac, mtu, vxlan: options },
      why: `The tunnel device, leaving through ${side.underlayDev}.`,
    },
    {
      step: { do: 'link-add-bridge', netns, name: side.bridge, ...bridgeMtu(mtu).first },
      why: 'The bridge that local endpoints plug into.',
    },
    {
      step: { do: 'link-set-mtu', netns, name: side.bridge, mtu },
      why: 'Set once it is there, so that ports that come later do not change it.',
    },
  ];
}

function bridgeAddress({ bridge, bridgeAddress: address }: LinkSide): readonly Wish[] {
  if (address === undefined) return [];
  return [
    { step: { do: 'address-add', netns: HOST_NETNS, dev: bridge, address }, why: "The gateway of this host's subnet." },
  ];
}

function bringUp({ vxlan, bridge }: LinkSide): readonly Wish[] {
  return [
    { step: { do: 'link-set-up', netns: HOST_NETNS, name: vxlan, up: true }, why: 'Start the tunnel.' },
    { step: { do: 'link-set-up', netns: HOST_NETNS, name: bridge, up: true }, why: 'Start the bridge.' },
  ];
}

/** The kernel setting, and the filter only where it may drop what the setting lets through. */
function forwarding({ vxlan, bridge, bridgeAddress: address = '' }: LinkSide, tables: Tables): readonly Wish[] {
  const netns = HOST_NETNS;
  const family = familyOf(address);
  const name = family === 'inet' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const setting: Wish = {
    step: { do: 'sysctl-set', netns, name, value: '1' },
    why: 'Let the kernel route between the bridge and the tunnel.',
  };
  const chain = tables.forward.find((row) => row.key === forwardKey(netns, family));
  if (!mayDrop(chain)) return [setting];
  const accept = (from: string, to: string): Wish => ({
    step: { do: 'forward-accept-add', netns, family, in: from, out: to },
    why: 'The FORWARD chain would drop this otherwise.',
  });
  return [setting, accept(bridge, vxlan), accept(vxlan, bridge)];
}

/** A namespace with a veth on the bridge, as `red` in the article. */
function endpointWishes({ mtu }: LinkIntent, { bridge }: LinkSide, endpoint: EndpointIntent): readonly Wish[] {
  const { netns, dev, port, address, gateway } = endpoint;
  const host = HOST_NETNS;
  const wishes: readonly Wish[] = [
    { step: { do: 'netns-add', name: netns }, why: 'A namespace to talk from.' },
    {
      step: { do: 'link-add-veth', netns: host, name: port, mtu, peer: { name: dev, netns, mtu } },
      why: 'A cable: one end here, one inside the namespace.',
    },
    {
      step: { do: 'link-set-master', netns: host, name: port, master: bridge },
      why: 'Plug its near end into the bridge.',
    },
    { step: { do: 'link-set-up', netns: host, name: port, up: true }, why: 'Start the near end.' },
    { step: { do: 'link-set-up', netns, name: 'lo', up: true }, why: "Start the namespace's loopback." },
    { step: { do: 'address-add', netns, dev, address }, why: "The endpoint's address." },
    { step: { do: 'link-set-up', netns, name: dev, up: true }, why: 'Start the far end.' },
  ];
  if (gateway === undefined) return wishes;
  const route = {
    do: 'route-add',
    netns,
    family: familyOf(gateway),
    dst: 'default',
    via: gateway,
    dev,
    onlink: true,
  } as const;
  return [...wishes, { step: route, why: 'Everything else goes through the bridge.' }];
}
