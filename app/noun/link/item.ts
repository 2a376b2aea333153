import type { Fields } from '../words.ts';
import type { LinkStep } from './steps.ts';

/** The item that asks for a step, of whichever kind of link it is. */
export function linkItem(step: LinkStep): Fields | undefined {
  const { do: _, ...fields } = step;
  switch (step.do) {
    case 'link-add-vxlan':
      return { noun: 'vxlan', verb: 'add', ...fields };
    case 'link-add-veth':
      return { noun: 'veth', verb: 'add', ...fields, peer: { ...step.peer, netns: step.peer.netns ?? step.netns } };
    case 'link-add-bridge': {
      const { netns, name, mac, mtu, stp, vlanDefaultPvid } = step;
      return { noun: 'bridge', verb: 'add', netns, name, mac, mtu, bridge: { stp, vlanDefaultPvid } };
    }
    case 'link-set-bridge':
      return { noun: 'bridge', verb: 'set', netns: step.netns, name: step.name, bridge: step.set };
    case 'link-set-up':
    case 'link-set-mtu':
    case 'link-set-mac':
    case 'link-set-master':
      return { noun: 'link', verb: 'set', ...fields };
    case 'link-set-netns':
      return { noun: 'link', verb: 'set', netns: step.netns, name: step.name, moveTo: step.to };
    case 'port-set':
      return { noun: 'port', verb: 'set', netns: step.netns, name: step.name, port: step.set };
    case 'link-del':
    case 'link-set-addrgenmode':
    case 'link-set-options':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-set-vxlan':
      return undefined;
  }
}
