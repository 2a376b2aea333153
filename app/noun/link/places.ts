/** Where a link's steps stand, and what they make. */
import type { Places } from '../noun.ts';
import { inside, linkPlace, netnsPlace, onLink } from '../place.ts';
import type { LinkStep } from './steps.ts';

export const linkPlaces: Places<LinkStep> = {
  livesOn: (step) => {
    switch (step.do) {
      case 'link-add-vxlan':
      case 'link-add-bridge':
      case 'link-add-veth':
      case 'link-del':
        return inside(step.netns);
      case 'link-altname-add':
      case 'link-altname-del':
      case 'link-set-addrgenmode':
      case 'link-set-bridge':
      case 'link-set-mac':
      case 'link-set-master':
      case 'link-set-mtu':
      case 'link-set-netns':
      case 'link-set-options':
      case 'link-set-up':
      case 'link-set-vxlan':
      case 'port-set':
        return onLink(step.netns, step.name);
    }
  },
  needs: (step) => {
    const { netns } = step;
    if (step.do === 'link-del') return [linkPlace(netns, step.name)];
    if (step.do === 'link-set-netns') return inside(step.to);
    if (step.do === 'link-add-veth') return step.peer.netns === undefined ? [] : [netnsPlace(step.peer.netns)];
    const other = otherLink(step);
    return other === undefined ? [] : [linkPlace(netns, other)];
  },
  makes: (step) => {
    const { netns, name } = step;
    if (step.do === 'link-add-veth')
      return [linkPlace(netns, name), linkPlace(step.peer.netns ?? netns, step.peer.name)];
    return step.do === 'link-add-vxlan' || step.do === 'link-add-bridge' ? [linkPlace(netns, name)] : [];
  },
};

/** The bridge of a port, the underlay device of a vxlan. */
function otherLink(step: LinkStep): string | undefined {
  if (step.do === 'link-set-master') return step.master ?? undefined;
  if (step.do === 'link-add-vxlan') return step.vxlan.dev;
  return step.do === 'link-set-vxlan' ? (step.set.dev ?? undefined) : undefined;
}
