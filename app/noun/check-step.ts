import { FLOOD_MAC } from './fdb/row.ts';
import { checkFile } from '../persist/check-file.ts';
import type { Step } from '../plan/step.ts';
import type { Problem } from '../problem/problem.ts';
import { familyOf } from '../base/ip.ts';

/** What a step's schema cannot say: combinations that iproute2 or the kernel would misread. `undefined` when it may run. */
export function checkStep(step: Step): Problem | undefined {
  const [field, reason] = wrong(step) ?? [];
  if (field === undefined || reason === undefined) return undefined;
  return {
    code: 'bad-input',
    severity: 'error',
    where: { netns: 'netns' in step ? step.netns : '', field },
    facts: { field, reason },
    retry: false,
  };
}

type Wrong = readonly [field: string, reason: string] | undefined;

function wrong(step: Step): Wrong {
  switch (step.do) {
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
    case 'fdb-del':
      return wrongFlood(step);
    case 'vlan-add':
    case 'vlan-del':
      return wrongVlan(step);
    case 'file-write':
      return wrongFile(step);
    case 'link-add-vxlan':
      return wrongVxlan(step);
    case 'link-add-veth':
      return wrongNetns('peer.netns', step.peer.netns);
    case 'link-set-netns':
      return wrongNetns('to', step.to);
    case 'route-add':
    case 'route-replace':
    case 'route-del':
      return wrongRoute(step);
    default:
      return undefined;
  }
}

/** Root writes no file that says more than steps can. */
function wrongFile({ path, content }: Extract<Step, { do: 'file-write' }>): Wrong {
  const reason = checkFile(path, content);
  return reason === undefined ? undefined : ['content', reason];
}

/** Seen on 6.18: `del` without `dst` removes the whole flood list, `replace` of a flood entry is refused. */
function wrongFlood(step: Extract<Step, { do: `fdb-${string}` }>): Wrong {
  if (step.mac !== FLOOD_MAC || step.owner !== 'self') return undefined;
  if (step.do === 'fdb-del' && step.dst === undefined)
    return ['dst', 'a flood entry must name its destination, or the whole flood list goes'];
  if (step.do === 'fdb-replace')
    return ['do', 'a flood entry cannot be replaced; append the new destination and delete the old one'];
  return undefined;
}

/** bridge/vlan.c. */
function wrongVlan(step: Extract<Step, { do: `vlan-${string}` }>): Wrong {
  const { vid, vidEnd = vid } = step;
  if (vidEnd < vid) return ['vidEnd', 'must not be below the first of the range'];
  const several = step.do === 'vlan-add' && step.pvid === true && vidEnd > vid;
  return several ? ['pvid', 'is one VLAN, not a range'] : undefined;
}

/** ip/iplink_vxlan.c. */
function wrongVxlan({ vxlan }: Extract<Step, { do: 'link-add-vxlan' }>): Wrong {
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

function wrongRoute(step: Extract<Step, { do: `route-${string}` }>): Wrong {
  const { family, dst, via, dev, src, type = 'unicast', nexthops } = step;
  const nowhere = via === undefined && dev === undefined && nexthops === undefined;
  if (type === 'unicast' && nowhere) return ['dev', 'a route needs a device or a gateway'];
  if (type !== 'unicast' && !nowhere)
    return ['type', `a route of type ${type} leads nowhere, so it has no device or gateway`];
  if (nexthops !== undefined && (via !== undefined || dev !== undefined))
    return ['nexthops', 'stand instead of a device or a gateway'];
  if (dst !== 'default' && familyOf(dst) !== family) return ['dst', `is not an ${family} prefix`];
  if (via !== undefined && family === 'inet6' && familyOf(via) !== 'inet6')
    return ['via', 'an IPv6 route needs an IPv6 gateway'];
  return src !== undefined && familyOf(src) !== family ? ['src', `is not an ${family} address`] : undefined;
}
