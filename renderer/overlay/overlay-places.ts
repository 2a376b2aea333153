import type { HostId } from '../../app/model/host.ts';
import type { LinkIntent, LinkSide } from '../../app/overlay/link-intent.ts';
import { linkKey } from '../../app/model/link.ts';
import { HOST_NETNS, netnsKey } from '../../app/model/netns.ts';
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

/** Every device that the overlay uses or made on one side, from the wire inwards. */
export function deviceLines(side: LinkSide): readonly DeviceLine[] {
  const { host, endpoint } = side;
  const lines: DeviceLine[] = [
    { role: 'underlay', name: side.underlayDev, address: side.underlayAddress, place: linkPlace(host, 'links', HOST_NETNS, side.underlayDev) },
    { role: 'VTEP', name: side.vxlan, address: side.vxlanAddress ?? '', place: linkPlace(host, 'vxlan', HOST_NETNS, side.vxlan) },
    { role: 'bridge', name: side.bridge, address: side.bridgeAddress ?? '', place: linkPlace(host, 'bridges', HOST_NETNS, side.bridge) },
  ];
  if (endpoint === null) return lines;
  return [
    ...lines,
    { role: 'bridge port', name: endpoint.port, address: '', place: linkPlace(host, 'links', HOST_NETNS, endpoint.port) },
    { role: 'namespace', name: endpoint.netns, address: '', place: { page: 'netns', host, key: netnsKey(endpoint.netns) } },
    { role: 'endpoint', name: endpoint.dev, address: endpoint.address, place: linkPlace(host, 'links', endpoint.netns, endpoint.dev) },
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
