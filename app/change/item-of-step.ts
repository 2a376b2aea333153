/** A step → the item that asks for it: rows that an export holds come in as edits like any other. */
import type { Step } from '../noun/step.ts';
import type { Fields } from '../noun/words.ts';

/** `undefined` for what no edit asks for: kernel settings, files, the firewall, offload. The item's own schema judges it. */
export function itemOfStep(step: Step): Fields | undefined {
  const { do: _, ...fields } = step;
  switch (step.do) {
    case 'netns-add':
      return { noun: 'netns', verb: 'add', ...fields };
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
    case 'vlan-add': {
      const { netns, dev, vid, vidEnd, pvid, untagged } = step;
      return { noun: 'vlan', verb: 'add', netns, dev, vid, vidEnd, pvid, untagged };
    }
    case 'vlan-del':
      return { noun: 'vlan', verb: 'del', netns: step.netns, dev: step.dev, vid: step.vid, vidEnd: step.vidEnd };
    case 'address-add':
      return { noun: 'address', verb: 'add', ...fields };
    case 'route-add':
    case 'route-replace':
      return { noun: 'route', verb: 'add', ...fields };
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
      return { noun: 'fdb', verb: 'add', ...fields };
    case 'neighbour-add':
    case 'neighbour-replace':
      return { noun: 'neighbour', verb: 'add', ...fields };
    case 'neighbour-manage':
      return { noun: 'neighbour', verb: 'add', ...fields, managed: true };
    case 'neighbour-proxy-add':
      return { noun: 'neighbour', verb: 'add', ...fields, proxy: true };
    case 'address-del':
    case 'fdb-del':
    case 'file-remove':
    case 'file-write':
    case 'forward-accept-add':
    case 'forward-accept-del':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-del':
    case 'link-set-addrgenmode':
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'neighbour-del':
    case 'neighbour-proxy-del':
    case 'netns-del':
    case 'offload-set':
    case 'route-del':
    case 'sysctl-set':
    case 'vni-add':
    case 'vni-del':
      return undefined;
  }
}
