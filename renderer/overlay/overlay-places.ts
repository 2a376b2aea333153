import type { HostId } from '../../app/base/host.ts';
import type { LinkIntent, LinkSide } from '../../app/overlay/link-intent.ts';
import { FLOOD_MAC, fdbEntryKey } from '../../app/noun/fdb/row.ts';
import { linkKey } from '../../app/noun/link/row.ts';
import { HOST_NETNS, netnsKey } from '../../app/noun/netns/row.ts';
import { networkOf, splitCidr } from '../../app/base/ip.ts';
import type { FieldPath, SideField, SideIndex } from '../link/field.ts';
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

/** Everything that the overlay uses or made on one side, from the wire inwards. */
export function deviceLines(intent: LinkIntent, index: SideIndex): readonly DeviceLine[] {
  const side = intent.sides[index];
  const peer = intent.sides[index === 0 ? 1 : 0];
  const { host, bridge } = side;
  return [
    {
      role: 'underlay',
      name: side.underlayDev,
      address: side.underlayAddress,
      place: linkPlace(host, 'links', HOST_NETNS, side.underlayDev),
    },
    {
      role: 'VTEP',
      name: side.vxlan,
      address: side.vxlanAddress ?? '',
      place: linkPlace(host, 'vxlan', HOST_NETNS, side.vxlan),
    },
    floodLine(side, peer),
    ...routeLines(side, peer),
    {
      role: 'bridge',
      name: bridge,
      address: side.bridgeAddress ?? '',
      place: linkPlace(host, 'bridges', HOST_NETNS, bridge),
    },
    ...endpointLines(side),
  ];
}

function floodLine(side: LinkSide, peer: LinkSide): DeviceLine {
  const key = fdbEntryKey({ netns: HOST_NETNS, dev: side.vxlan, mac: FLOOD_MAC, dst: peer.underlayAddress });
  return {
    role: 'flood entry',
    name: FLOOD_MAC,
    address: peer.underlayAddress,
    place: { page: 'fdb', host: side.host, key },
  };
}

/** Only `routed` has one. Without a row: a route's key holds what the kernel added to it. */
function routeLines(side: LinkSide, peer: LinkSide): readonly DeviceLine[] {
  if (peer.bridgeAddress === undefined || peer.vxlanAddress === undefined) return [];
  const via = splitCidr(peer.vxlanAddress).ip;
  return [
    {
      role: 'route',
      name: networkOf(peer.bridgeAddress),
      address: `via ${via}`,
      place: { page: 'routes', host: side.host },
    },
  ];
}

function endpointLines({ host, endpoint }: LinkSide): readonly DeviceLine[] {
  if (endpoint === null) return [];
  return [
    {
      role: 'bridge port',
      name: endpoint.port,
      address: '',
      place: linkPlace(host, 'links', HOST_NETNS, endpoint.port),
    },
    {
      role: 'namespace',
      name: endpoint.netns,
      address: '',
      place: { page: 'netns', host, key: netnsKey(endpoint.netns) },
    },
    {
      role: 'endpoint',
      name: endpoint.dev,
      address: endpoint.address,
      place: linkPlace(host, 'links', endpoint.netns, endpoint.dev),
    },
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
