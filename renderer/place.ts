import type { HostId } from '../app/base/host.ts';

/** A host's pages, in the order of their keys Ctrl+1 … Ctrl+9. */
export const HOST_PAGES = [
  'overview',
  'vxlan',
  'bridges',
  'links',
  'netns',
  'fdb',
  'neighbours',
  'routes',
  'history',
] as const;
export type HostPage = (typeof HOST_PAGES)[number];

/** Where the window can be. `key` is the row that is meant. */
export type Place =
  | { readonly page: 'start' }
  | { readonly page: 'link' }
  /** The history of every host. */
  | { readonly page: 'changes' }
  /** All overlays, and what could be taken in. */
  | { readonly page: 'overlays' }
  | { readonly page: 'new-overlay' }
  | { readonly page: 'overlay'; readonly name: string }
  | { readonly page: HostPage; readonly host: HostId; readonly key?: string };

export type HostPlace = Extract<Place, { host: HostId }>;

export function isHostPlace(place: Place): place is HostPlace {
  return 'host' in place;
}

/** Same page of the same thing; the row does not count. */
export function samePage(a: Place, b: Place): boolean {
  if (a.page !== b.page) return false;
  if (isHostPlace(a) && isHostPlace(b)) return a.host === b.host;
  return a.page === 'overlay' && b.page === 'overlay' ? a.name === b.name : true;
}
