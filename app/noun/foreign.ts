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
  [
    /^(vxlan|genev|geneve|gre)_sys_\d+$|^(gre|erspan|ip6gre|vxlan|genev)_sys$|^ovs-(system|netdev)$|^br-(int|tun)$/,
    'Open vSwitch',
  ],
  [/^antrea-/, 'Antrea'],
  [/^weave$|^vxlan-6784$|^vethwe/, 'Weave Net'],
  [/^brq[0-9a-f]{8}-[0-9a-f]{2}$|^(tap|qvo|qvb|qbr|qr-|qg-)[0-9a-f]{8}-[0-9a-f]{2}$/, 'Neutron'],
  [/^kube-(ipvs0|bridge|dummy-if)$|^nodelocaldns$/, 'Kubernetes'],
  [/^veth[0-9a-f]{8}$/, 'a CNI plugin'],
  [/^fw(br|ln|pr)\d+[ip]\d+$|^(tap|veth)\d+i\d+$/, 'Proxmox VE'],
  [/^nerdctl\d+$/, 'nerdctl'],
  [/^waydroid\d+$/, 'Waydroid'],
  [/^docker(\d+|_gwbridge)$|^br-[0-9a-f]{12}$|^veth[0-9a-f]{7}$|^vx-[0-9a-f]{6}-/, 'Docker'],
];
const NETNS_OWNERS: readonly (readonly [RegExp, string])[] = [[/^cni-[0-9a-f-]{36}$/, 'the container runtime']];

/** Whose device it is, by its name; `undefined` for one that is ours to change. */
export function ownerOfLink(name: string): string | undefined {
  return OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}

/** The same by what it is plugged into, too: Neutron's Linux bridge agent calls its tunnels `vxlan-VNI`, as anybody might. */
export function ownerOfDevice({
  name,
  master,
}: {
  readonly name: string;
  readonly master?: string;
}): string | undefined {
  const byName = ownerOfLink(name);
  if (byName !== undefined || master === undefined || !/^vxlan-\d+$/.test(name)) return byName;
  const owner = ownerOfLink(master);
  return owner === 'Neutron' ? owner : undefined;
}

export function ownerOfNetns(name: string): string | undefined {
  return NETNS_OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}
