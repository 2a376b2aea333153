/** Devices and namespaces that another program keeps: it would put back, or trip over, what we change. */

const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^flannel(\.|-v6\.)\d+$|^cni0$/, 'flannel'],
  [/^vxlan(-v6)?\.calico$|^cali[0-9a-f]{11}$|^tunl0$/, 'Calico'],
  [/^cilium_|^lxc(_health|[0-9a-f]{10,})$/, 'Cilium'],
  [/^virbr\d+(-nic)?$|^vnet\d+$/, 'libvirt'],
  [/^lxcbr\d+$/, 'LXC'],
  [/^lxdbr\d+$|^lxdfan\d+$/, 'LXD'],
  [/^incusbr\d+$|^incusfan\d+$/, 'Incus'],
  [/^podman\d+$|^cni-podman\d+$/, 'Podman'],
  [/^docker(\d+|_gwbridge)$|^br-[0-9a-f]{12}$|^veth[0-9a-f]{7}$|^vx-[0-9a-f]{6}-/, 'Docker'],
];
const NETNS_OWNERS: readonly (readonly [RegExp, string])[] = [[/^cni-[0-9a-f-]{36}$/, 'the container runtime']];

/** Whose device it is, by its name; `undefined` for one that is ours to change. */
export function ownerOfLink(name: string): string | undefined {
  return OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}

export function ownerOfNetns(name: string): string | undefined {
  return NETNS_OWNERS.find(([pattern]) => pattern.test(name))?.[1];
}
