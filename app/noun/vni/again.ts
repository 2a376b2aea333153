/** VNIs of a device that is made again. */
import { linkKey, type Link } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import { goneOf } from './floods.ts';
import { rangesOf, type Place, type Way } from './ranges.ts';
import { vniText } from './row.ts';
import { vniSteps, type VniStep } from './steps.ts';

/** The steps that give back what devices lack of the VNIs they had; one that is made again without the filter has room for none. */
export function restoreVnis(before: Tables, after: Tables, canMake: (link: Link) => boolean): readonly VniStep[] {
  if (before.vni === after.vni) return [];
  const today = new Map(after.link.map((link) => [link.key, link]));
  const devices = new Set(before.vni.map(({ netns, dev }) => linkKey(netns, dev)));
  return before.link.flatMap((link) => {
    if (!devices.has(link.key)) return [];
    const now = today.get(link.key);
    if (now === undefined ? !canMake(link) : now.vxlan?.vnifilter !== true) return [];
    const at = { netns: link.netns, dev: link.name };
    const room = rangesOf(before, at).filter((range) => hasRoom(range, now ?? link));
    return vniSteps(at, rangesOf(after, at), room).filter((step) => step.do === 'vni-add');
  });
}

/** `Local interface required for multicast remote group` (`vxlan_vni_update_group`, 6.18). */
export function hasRoom({ group }: Way, { vxlan }: Link): boolean {
  return group === undefined || vxlan?.dev !== undefined;
}

/** The VNIs of a device that `after` does not have any more, in words. */
export function vnisGone(before: Tables, after: Tables, at: Place): readonly string[] {
  return goneOf(before, after, at).map(vniText);
}
