/** Places that rows and steps stand on: how one noun speaks of another without knowing it. */
import { linkKey } from './link/row.ts';

export type Place = `link ${string}|${string}` | `netns ${string}` | `nexthop ${string}|${number}`;

export function linkPlace(netns: string, name: string): Place {
  return `link ${linkKey(netns, name)}` as Place;
}

export function netnsPlace(name: string): Place {
  return `netns ${name}`;
}

export function nexthopPlace(netns: string, id: number): Place {
  return `nexthop ${netns}|${id}`;
}

/** The namespace that a step is done in; nothing for a host's own, which is always there. */
export function inside(netns: string): readonly Place[] {
  return netns === '' ? [] : [netnsPlace(netns)];
}

/** A namespace and a device in it. */
export function onLink(netns: string, dev: string): readonly Place[] {
  return [...inside(netns), linkPlace(netns, dev)];
}

/** The keys of those places that are links. */
export function linkKeysOf(places: readonly Place[]): readonly string[] {
  return places.flatMap((place) => (place.startsWith('link ') ? [place.slice('link '.length)] : []));
}
