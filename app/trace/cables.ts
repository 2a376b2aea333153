/** Which device is at the other end of which: veth pairs inside a host, and the underlay between hosts. */
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { portKey, type Place } from './place.ts';
import { subnetOf } from './prefix.ts';

export interface Port {
  readonly place: Place;
  readonly link: Link;
}

type Cables = ReadonlyMap<string, Port>;

/** Numbers of namespaces are known as the host's own counts them; between two others the indexes on both sides decide. */
export function cablesOf(places: readonly Place[]): Cables {
  const cables = new Map<string, Port>();
  const join = (a: Port, b: Port): void => {
    if (cables.has(portKey(a.place, a.link)) || cables.has(portKey(b.place, b.link))) return;
    cables.set(portKey(a.place, a.link), b);
    cables.set(portKey(b.place, b.link), a);
  };
  const veths = places.flatMap((place) =>
    [...place.links.values()].filter(({ kind }) => kind === 'veth').map((link) => ({ place, link })),
  );
  const byIndex = new Map(veths.map((port) => [`${port.place.host}|${port.place.netns}|${port.link.ifindex}`, port]));
  for (const port of veths) {
    const netns = namedPeer(port);
    const other = netns === undefined ? undefined : byIndex.get(`${port.place.host}|${netns}|${port.link.peerIndex}`);
    const local = port.link.peer === undefined ? undefined : port.place.links.get(port.link.peer);
    if (local !== undefined) join(port, { place: port.place, link: local });
    else if (other !== undefined) join(port, other);
  }
  joinByIndexes(veths, cables, join);
  return cables;
}

function namedPeer({ place, link }: Port): string | undefined {
  if (link.peerNsid === undefined) return place.netns;
  if (place.netns !== HOST_NETNS) return undefined;
  return place.facts.tables.netns.find(({ nsid }) => nsid === link.peerNsid)?.name;
}

function joinByIndexes(veths: readonly Port[], cables: Cables, join: (a: Port, b: Port) => void): void {
  const open = new Map<string, Port[]>();
  const isOpen = ({ place, link }: Port) => !cables.has(portKey(place, link)) && place.netns !== HOST_NETNS;
  for (const port of veths.filter(isOpen)) {
    const key = `${port.place.host}|${port.link.ifindex}|${port.link.peerIndex}`;
    open.set(key, [...(open.get(key) ?? []), port]);
  }
  for (const port of veths.filter(isOpen)) {
    const others = open.get(`${port.place.host}|${port.link.peerIndex}|${port.link.ifindex}`) ?? [];
    const [only] = others.filter(({ place }) => place !== port.place);
    if (only !== undefined && others.length === 1) join(port, only);
  }
}

/** What needs no cable, or is no device of a wire. */
const INSIDE = ['loopback', 'bridge', 'vxlan', 'dummy', 'ipip', 'sit', 'gre', 'gretap', 'tun', 'wireguard', 'vrf'];

/** Cards of hosts are on one wire when they have addresses of one subnet, or one of them knows the other's MAC address. */
export function wiresOf(places: readonly Place[], cables: Cables): ReadonlyMap<string, readonly Port[]> {
  const ports = places.flatMap((place) =>
    [...place.links.values()]
      .filter((link) => !INSIDE.includes(link.kind) && !cables.has(portKey(place, link)))
      .map((link) => ({ place, link })),
  );
  const marks = new Map<string, Port[]>();
  for (const port of ports)
    for (const mark of marksOf(port)) {
      const list = marks.get(mark);
      if (list === undefined) marks.set(mark, [port]);
      else list.push(port);
    }
  const reached = new Map<string, Set<Port>>();
  for (const group of marks.values())
    for (const port of group)
      for (const other of group) {
        if (port === other || (port.place === other.place && port.link === other.link)) continue;
        const key = portKey(port.place, port.link);
        reached.set(key, (reached.get(key) ?? new Set()).add(other));
      }
  return new Map([...reached].map(([key, set]) => [key, [...set]]));
}

/** A card without addresses may be the port of a bridge that has them. */
function marksOf({ place, link }: Port): readonly string[] {
  const devices = [link.name, link.master];
  const subnets = place.addresses
    .filter(({ dev, scope }) => devices.includes(dev) && scope !== 'link' && scope !== 'host')
    .map(({ local, prefixlen }) => `net ${subnetOf(local, prefixlen) ?? local}`);
  const known = [...place.neighbours.values()].filter(({ dev, mac }) => devices.includes(dev) && mac !== undefined);
  return [...new Set([...subnets, `mac ${link.mac ?? ''}`, ...known.map(({ mac }) => `mac ${mac}`)])];
}
