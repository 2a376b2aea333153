/** The facts of all hosts as one network: namespaces, the cables between them, and what is looked up by key. */
import { madeIn } from '../doctor/outer.ts';
import type { Address } from '../noun/address/row.ts';
import type { HostId } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import { cablesOf, wiresOf, type Port } from './cables.ts';
import type { TraceFacts } from './facts.ts';
import { placesOf, portKey, type Place } from './place.ts';

export interface Net {
  readonly places: readonly Place[];
  place(host: HostId, netns: string): Place | undefined;
  /** The other end of a cable; undefined where it leads out of what was looked at. */
  peer(place: Place, link: Link): Port | undefined;
  /** The ports that a frame reaches from a device whose other end nobody knows: those of other hosts on one underlay. */
  wire(place: Place, link: Link): readonly Port[];
  /** Who has an address. */
  owners(ip: string): readonly { readonly place: Place; readonly address: Address }[];
  /** Every vxlan device with the namespace its packets travel in: the one it was made in. */
  readonly tunnels: readonly Tunnel[];
}

export interface Tunnel {
  readonly place: Place;
  readonly link: Link;
  readonly under: Place;
}

export function createNet(all: readonly TraceFacts[]): Net {
  const places = all.flatMap(placesOf);
  const byKey = new Map(places.map((place) => [`${place.host}|${place.netns}`, place]));
  const cables = cablesOf(places);
  const wires = wiresOf(places, cables);
  const owners = new Map<string, { place: Place; address: Address }[]>();
  for (const place of places)
    for (const address of place.addresses) {
      const list = owners.get(address.local);
      if (list === undefined) owners.set(address.local, [{ place, address }]);
      else list.push({ place, address });
    }
  const at = (host: HostId, netns: string): Place | undefined => byKey.get(`${host}|${netns}`);
  return {
    places,
    place: at,
    peer: (place, link) => cables.get(portKey(place, link)),
    wire: (place, link) => wires.get(portKey(place, link)) ?? [],
    owners: (ip) => owners.get(ip) ?? [],
    tunnels: places.flatMap((place) => tunnelsOf(place, at)),
  };
}

function tunnelsOf(place: Place, at: Net['place']): readonly Tunnel[] {
  return [...place.links.values()].flatMap((link): Tunnel[] => {
    if (link.vxlan === undefined) return [];
    return [{ place, link, under: at(place.host, madeIn(link, place.facts.tables)) ?? place }];
  });
}
