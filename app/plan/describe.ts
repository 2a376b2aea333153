/** What a step is about, in a few words, for sentences such as "… is missing on alpha". */
import { vidText } from '../noun/vlan/row.ts';
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import type { Step } from './step.ts';

export function describeStep(step: Step): string {
  const inside = 'netns' in step && step.netns !== '' ? ` in namespace ${step.netns}` : '';
  return subjectOf(step) + inside;
}

function subjectOf(step: Step): string {
  if (step.do === 'netns-add' || step.do === 'netns-del') return `namespace ${step.name}`;
  if (step.do === 'file-write' || step.do === 'file-remove') return `the file ${step.path}`;
  if (step.do === 'sysctl-set') return `${step.name} = ${step.value}`;
  if (step.do === 'offload-set') return `${step.feature} ${step.on ? 'on' : 'off'} for ${step.dev}`;
  if (step.do === 'forward-accept-add' || step.do === 'forward-accept-del')
    return `the accept rule from ${step.in} to ${step.out}`;
  if (step.do === 'address-add' || step.do === 'address-del') return `address ${step.address} on ${step.dev}`;
  if (step.do === 'vlan-add' || step.do === 'vlan-del') {
    const { vid, vidEnd = vid, dev } = step;
    return `${vidEnd === vid ? 'VLAN' : 'VLANs'} ${vidText({ vid, vidEnd })} on ${dev}`;
  }
  if ('owner' in step)
    return `${step.mac === FLOOD_MAC ? 'the flood entry' : `FDB entry ${step.mac}`}${step.dst ? ` to ${step.dst}` : ''} on ${step.dev}`;
  if (step.do === 'route-add' || step.do === 'route-replace' || step.do === 'route-del')
    return `the route to ${step.dst}`;
  if ('dst' in step) return `the neighbour ${step.dst} on ${step.dev}`;
  return linkSubject(step);
}

function linkSubject(step: Extract<Step, { do: `link-${string}` | 'port-set' }>): string {
  switch (step.do) {
    case 'link-set-up':
      return `${step.name} ${step.up ? 'up' : 'down'}`;
    case 'link-set-mtu':
      return `${step.name}'s MTU ${step.mtu}`;
    case 'link-set-mac':
      return `${step.name}'s address ${step.mac}`;
    case 'link-set-netns':
      return `${step.name} in ${step.to === '' ? "the host's own namespace" : `namespace ${step.to}`}`;
    case 'link-set-addrgenmode':
      return `${step.name}'s addrgenmode ${step.mode}`;
    case 'link-altname-add':
    case 'link-altname-del':
      return `${step.name}'s other name ${step.altname}`;
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'link-set-bridge':
      return `${step.name}'s ${Object.keys(step.set).join(', ')}`;
    case 'port-set':
      return `${step.name}'s ${Object.keys(step.set).join(', ')} as a port`;
    case 'link-set-master':
      return step.master === null ? `${step.name} without a bridge` : `${step.name} as a port of ${step.master}`;
    default:
      return step.name;
  }
}
