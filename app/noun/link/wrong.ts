/** What the schema of a link's step cannot say. */
import { familyOf } from '../../base/ip.ts';
import type { Wrong } from '../noun.ts';
import type { LinkStep } from './steps.ts';

export function wrongLink(step: LinkStep): Wrong {
  if (step.do === 'link-add-vxlan') return wrongVxlan(step);
  if (step.do === 'link-add-veth') return wrongNetns('peer.netns', step.peer.netns);
  return step.do === 'link-set-netns' ? wrongNetns('to', step.to) : undefined;
}

/** ip/iplink_vxlan.c. */
function wrongVxlan({ vxlan }: Extract<LinkStep, { do: 'link-add-vxlan' }>): Wrong {
  const { vni, external, vnifilter, group, remote, local, dev } = vxlan;
  if (external === true && vni !== undefined) return ['vxlan.vni', 'an external device has no VNI of its own'];
  if (external !== true && vni === undefined) return ['vxlan.vni', 'is required'];
  if (vnifilter === true && external !== true) return ['vxlan.vnifilter', 'needs external'];
  if (group !== undefined && remote !== undefined) return ['vxlan.group', 'excludes remote'];
  if (group !== undefined && dev === undefined) return ['vxlan.group', 'needs dev'];
  const far = remote ?? group;
  const mixed = far !== undefined && local !== undefined && familyOf(far) !== familyOf(local);
  return mixed ? ['vxlan.local', 'must be of the same family as the remote end'] : undefined;
}

/** `ip link … netns 1` means process 1 when no namespace has that name (tried on 6.1: the link lands in init's). */
function wrongNetns(field: string, name: string | undefined): Wrong {
  return name !== undefined && /^\d+$/.test(name)
    ? [field, 'a name of digits only could be read as a process id']
    : undefined;
}
