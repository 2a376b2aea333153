import type { HostId } from '../../app/base/host.ts';
import type { LinkIntent, LinkSide } from '../../app/overlay/link-intent.ts';
import type { MemberTunnel, OverlayMember, OverlaySpec } from '../../app/overlay/overlay.ts';
import { gatewayOf, tunnelFor, vtepAddress, vtepIp } from '../../app/overlay/wanted-member.ts';
import { FLOOD_MAC, fdbEntryKey } from '../../app/noun/fdb/row.ts';
import { linkKey } from '../../app/noun/link/row.ts';
import { HOST_NETNS, netnsKey } from '../../app/noun/netns/row.ts';
import { familyOf, networkOf, splitCidr } from '../../app/base/ip.ts';
import type { FieldPath, SideField } from '../link/field.ts';
import type { HostPlace } from '../place.ts';

/** The row that a value on the picture stands for; nothing where a value has no row of its own. */
export function placeOf(intent: LinkIntent, path: FieldPath): HostPlace | undefined {
  if (!path.startsWith('sides.')) return undefined;
  const side = intent.sides[path.startsWith('sides.0') ? 0 : 1];
  return sidePlace(side, path.slice('sides.0.'.length) as SideField);
}

export interface DeviceLine {
  /** What it is, in one word. */
  readonly role: string;
  readonly name: string;
  /** Its address, where the overlay gave it one. */
  readonly address: string;
  readonly place: HostPlace;
}

/** Everything that the overlay uses or made on one member, from the wire inwards; what leads to its peers only where there are few. */
export function deviceLines(spec: OverlaySpec, member: OverlayMember): readonly DeviceLine[] {
  const { host, dev, bridge, subnets, addresses = [] } = member;
  const peers = spec.members.filter((one) => one !== member);
  const gateways = subnets.map((subnet) => `${gatewayOf(member, subnet)}/${splitCidr(subnet).length}`);
  const locals = member.tunnels.map(({ local }) => local).join(' ');
  return [
    { role: 'underlay', name: dev, address: locals, place: linkPlace(host, 'links', HOST_NETNS, dev) },
    ...member.tunnels.map((tunnel) => tunnelLine(spec, member, tunnel)),
    ...(peers.length > MANY ? [] : peers.flatMap((peer) => peerLines(spec, member, peer))),
    {
      role: 'bridge',
      name: bridge,
      address: [...gateways, ...addresses].join(' '),
      place: linkPlace(host, 'bridges', HOST_NETNS, bridge),
    },
    ...endpointLines(member),
  ];
}

/** More peers than this are read better in the tables and in the matrix. */
const MANY = 2;

function tunnelLine(spec: OverlaySpec, member: OverlayMember, { name, local }: MemberTunnel): DeviceLine {
  const families = member.tunnels.length > 1 ? [familyOf(local)] : (['inet', 'inet6'] as const);
  const own = member.subnets.filter((subnet) => families.some((family) => family === familyOf(subnet)));
  const address = own.map((subnet) => vtepAddress(spec, member, subnet)).join(' ');
  return { role: 'VTEP', name, address, place: linkPlace(member.host, 'vxlan', HOST_NETNS, name) };
}

/** A route is told without a row: its key holds what the kernel added to it. */
function peerLines(spec: OverlaySpec, member: OverlayMember, peer: OverlayMember): readonly DeviceLine[] {
  const { host } = member;
  const isFlannel = spec.mode === 'flannel';
  const entries = member.tunnels.map(({ name: dev, local }): DeviceLine => {
    const far = tunnelFor(peer, familyOf(local));
    const mac = isFlannel ? far.mac : FLOOD_MAC;
    const key = fdbEntryKey({ netns: HOST_NETNS, dev, mac, dst: far.local });
    const role = isFlannel ? 'FDB entry' : 'flood entry';
    return { role, name: mac, address: far.local, place: { page: 'fdb', host, key } };
  });
  const routes = peer.subnets.map((subnet): DeviceLine => ({
    role: 'route',
    name: networkOf(subnet),
    address: `via ${vtepIp(spec, peer, subnet)}`,
    place: { page: 'routes', host },
  }));
  return [...entries, ...routes];
}

function endpointLines({ host, endpoint }: OverlayMember): readonly DeviceLine[] {
  if (endpoint === null) return [];
  const { netns, dev, port, addresses } = endpoint;
  return [
    { role: 'bridge port', name: port, address: '', place: linkPlace(host, 'links', HOST_NETNS, port) },
    { role: 'namespace', name: netns, address: '', place: { page: 'netns', host, key: netnsKey(netns) } },
    { role: 'endpoint', name: dev, address: addresses.join(' '), place: linkPlace(host, 'links', netns, dev) },
  ];
}

function sidePlace(side: LinkSide, field: SideField): HostPlace | undefined {
  const { host, endpoint } = side;
  if (field.startsWith('underlay')) return linkPlace(host, 'links', HOST_NETNS, side.underlayDev);
  if (field.startsWith('vxlan')) return linkPlace(host, 'vxlan', HOST_NETNS, side.vxlan);
  if (field.startsWith('bridge')) return linkPlace(host, 'bridges', HOST_NETNS, side.bridge);
  if (endpoint === null) return undefined;
  if (field === 'endpoint.netns') return { page: 'netns', host, key: netnsKey(endpoint.netns) };
  if (field === 'endpoint.port') return linkPlace(host, 'links', HOST_NETNS, endpoint.port);
  if (field === 'endpoint.gateway') return { page: 'routes', host };
  return linkPlace(host, 'links', endpoint.netns, endpoint.dev);
}

function linkPlace(host: HostId, page: 'links' | 'vxlan' | 'bridges', netns: string, name: string): HostPlace {
  return { page, host, key: linkKey(netns, name) };
}
