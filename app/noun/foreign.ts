/** Devices and namespaces that another program keeps: it would put back, or trip over, what we change. */

const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^flannel(\.|-v6\.)\d+$|^cni0$/, 'flannel'],
  [/^vxlan(-v6)?\.calico$|^cali[0-9a-z]+$|^tunl0$/, 'Calico'],
  [/^cilium|^lxc(_health|[0-9a-f]{10,})$/, 'Cilium'],
  [/^virbr\d+(-nic)?$|^vnet\d+$/, 'libvirt'],
  [/^lxcbr\d+$/, 'LXC'],
  [/^lxdbr\d+$|^lxdfan\d+$/, 'LXD'],
  [/^incusbr\d+$|^incusfan\d+$/, 'Incus'],
  [/^podman\d+$|^cni-podman\d+$/, 'Podman'],
  [/^(vxlan|genev|geneve)_sys_\d+$|^(gre|erspan|ip6gre)_sys$|^ovs-(system|netdev)$|^br-(int|tun)$/, 'Open vSwitch'],
  [/^antrea-(gw|tun|egress|ingress)\d*$/, 'Antrea'],
  [/^weave$|^vxlan-6784$|^vethwe-|^vethwepl/, 'Weave Net'],
  [/^brq[0-9a-f]{8}-[0-9a-f]{2}$|^(tap|qvo|qvb|qbr|qr-|qg-)[0-9a-f]{8}-[0-9a-f]{2}$/, 'Neutron'],
  [/^kube-bridge$|^kube-ipvs0$|^nodelocaldns$/, 'Kubernetes'],
  [/^veth[0-9a-f]{8}$/, 'a CNI plugin'],
  [/^docker(\d+|_gwbridge)$|^br-[0-9a-f]{12}$|^veth[0-9a-f]{7}$|^vx-[0-9a-f]{6}-/, 'Docker'],
  [/^ovs-system$|^(vxlan|genev|gre)_sys(_\d+)?$/, 'Open vSwitch'],
  [/^antrea-/, 'Antrea'],
  [/^weave$|^vethwe|^vxlan-6784$/, 'Weave'],
  [/^kube-(ipvs0|bridge|dummy-if)$|^nodelocaldns$/, 'Kubernetes'],
];
const NETNS_OWNERS: readonly (readonly [RegExp, string])[] = [[/^cni-[0-9a-f-]{36}$/, 'the container runtime']];

/** Whose device it is, by its name; `undefined` for one that is ours to change. */
export function ownerOfLink(name: string): string | undefined {
  return OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}

export function ownerOfNetns(name: string): string | undefined {
  return NETNS_OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}
