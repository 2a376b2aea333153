import { expect, test } from 'vitest';
import { ownerOfDevice, ownerOfLink } from '../../../app/noun/foreign.ts';

test.each([
  ['flannel', 'flannel.1 flannel-v6.1 cni0'],
  ['Calico', 'vxlan.calico cali1234567890a'],
  ['Cilium', 'cilium_vxlan cilium_host'],
  ['Open vSwitch', 'vxlan_sys_4789 genev_sys_6081 gre_sys ovs-system ovs-netdev br-int br-tun'],
  ['Antrea', 'antrea-gw0 antrea-egress0'],
  ['Weave Net', 'weave vxlan-6784 vethwe-bridge vethwepl1234'],
  ['Neutron', 'brq1234abcd-56 tap0d0d0d0d-aa qvo1234abcd-56'],
  ['Proxmox VE', 'fwbr100i0 fwln100i0 fwpr100p0 tap100i0 veth101i1'],
  ['Docker', 'docker0 docker_gwbridge br-a1b2c3d4e5f6 vx-001001-abcde'],
  ['libvirt', 'virbr0 virbr0-nic vnet3'],
  ['Kubernetes', 'kube-bridge kube-ipvs0 kube-dummy-if nodelocaldns'],
])('%s keeps its devices', (owner, names) => {
  expect(names.split(' ').map(ownerOfLink)).toEqual(names.split(' ').map(() => owner));
});

test.each(['vmbr0', 'br0', 'vxlan42', 'vxlan-77', 'tap0', 'veth-red', 'mybr', 'fwbr', 'antrea'])(
  '%s is nobody else’s',
  (name) => expect(ownerOfLink(name)).toBeUndefined(),
);

test('a tunnel called after its VNI is Neutron’s on a bridge of Neutron’s alone', () => {
  expect(ownerOfDevice({ name: 'vxlan-77', master: 'brq1234abcd-56' })).toBe('Neutron');
  expect(ownerOfDevice({ name: 'vxlan-77', master: 'br0' })).toBeUndefined();
  expect(ownerOfDevice({ name: 'vx77', master: 'brq1234abcd-56' })).toBeUndefined();
});
