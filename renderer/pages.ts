import type { HostPage, Place } from './place.ts';
import type { IconName } from './ui/icons.ts';

export interface PageWords {
  readonly title: string;
  readonly icon: IconName;
  /** One line that says what the page lists. */
  readonly explain: string;
}

/** A host's pages by id, as the rail, the palette and the page's own title name them. */
export const PAGES: Readonly<Record<HostPage, PageWords>> = {
  overview: {
    title: 'Overview',
    icon: 'overview',
    explain: 'A picture of the host: its namespaces, bridges and tunnels.',
  },
  vxlan: { title: 'VXLAN', icon: 'vxlan', explain: 'Tunnel devices: each is this host’s end (VTEP) of an overlay.' },
  bridges: { title: 'Bridges', icon: 'bridge', explain: 'Software switches and their ports.' },
  links: { title: 'Links', icon: 'device', explain: 'Every network device, in every namespace.' },
  netns: {
    title: 'Namespaces',
    icon: 'netns',
    explain: 'Network namespaces: separate sets of devices, addresses and routes.',
  },
  fdb: { title: 'FDB', icon: 'fdb', explain: 'Forwarding database: which MAC address is behind which port or VTEP.' },
  neighbours: {
    title: 'Neighbours',
    icon: 'neighbour',
    explain: 'Which MAC address answers for which IP address (ARP and NDP).',
  },
  routes: { title: 'Routes', icon: 'route', explain: 'Where packets go, by destination prefix.' },
  history: { title: 'History', icon: 'history', explain: 'Every change that was made, and taking it back.' },
};

/** What a place is called in one or two words. */
export function placeTitle(place: Place): string {
  if (place.page === 'start') return 'Start';
  if (place.page === 'link') return 'Link two hosts';
  if (place.page === 'overlays') return 'Overlays';
  if (place.page === 'new-overlay') return 'New overlay';
  if (place.page === 'doctor') return 'Doctor';
  if (place.page === 'trace') return 'Trace';
  if (place.page === 'changes') return 'History of all hosts';
  return place.page === 'overlay' ? place.name : PAGES[place.page].title;
}
