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
  /** What is wrong: on all hosts, on the members of an overlay, or on two hosts. */
  | { readonly page: 'doctor'; readonly overlay?: string; readonly pair?: readonly [HostId, HostId] }
  /** One packet's way; it is followed at once where both ends are known. */
  | {
      readonly page: 'trace';
      readonly from?: { readonly host: HostId; readonly netns: string };
      readonly to?: string;
    }
  | { readonly page: HostPage; readonly host: HostId; readonly key?: string };

export type HostPlace = Extract<Place, { host: HostId }>;

export function isHostPlace(place: Place): place is HostPlace {
  return 'host' in place;
}

/** Same page of the same thing; the row does not count. */
export function samePage(a: Place, b: Place): boolean {
  if (a.page !== b.page) return false;
  if (isHostPlace(a) && isHostPlace(b)) return a.host === b.host;
  if (a.page === 'trace' && b.page === 'trace')
    return JSON.stringify([a.from, a.to]) === JSON.stringify([b.from, b.to]);
  if (a.page === 'doctor' && b.page === 'doctor')
    return a.overlay === b.overlay && (a.pair ?? []).join(' ') === (b.pair ?? []).join(' ');
  return a.page === 'overlay' && b.page === 'overlay' ? a.name === b.name : true;
}
