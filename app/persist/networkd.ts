/** systemd-networkd: a .netdev and a .network a device (systemd.netdev(5), systemd.network(5); words as of v252). */
import { unitOfVxlan, vxlanRefusal } from './networkd-vxlan.ts';
import { bridgeOf } from './networkd-bridge.ts';
import { wordsFor } from './networkd-network.ts';
import { foreignMasterOf, inOrder, isInVrf, wholeDevice, type DraftFile, type Left, type Written } from './format.ts';
import { sortSteps, type Device } from '../guard/devices.ts';
import { section, sections } from './sections.ts';
import type { Step } from '../noun/step.ts';

export function writeNetworkd(steps: readonly Step[]): Written {
  const { devices, others } = sortSteps(steps);
  const files: DraftFile[] = [];
  const left: Left[] = others.map((step) => ({ step, why: whyOther(step) }));
  for (const device of devices) {
    const why = refusal(device, devices);
    if (why !== undefined) {
      left.push(...wholeDevice(device, why));
      continue;
    }
    const words = wordsFor(device, foreignMasterOf(device, devices));
    left.push(...words.left);
    if (device.make.name === device.name) {
      const { body, left: lost } = netdevOf(device);
      left.push(...lost);
      files.push({ kind: 'netdev', dev: device.name, body });
    }
    files.push({ kind: 'network', dev: device.name, body: words.body });
  }
  return { files, left: inOrder(steps, left) };
}

function refusal(device: Device, devices: readonly Device[]): string | undefined {
  const { make } = device;
  if (make.do !== 'link-add-bridge' && isInVrf(device, devices)) return 'takes only a bridge into a VRF here';
  if (make.do === 'link-add-vxlan') return vxlanRefusal(make.vxlan);
  if (make.do === 'link-add-veth' && make.peer.netns !== undefined) return 'does not make devices in other namespaces';
  return undefined;
}

export function whyOther(step: Step): string {
  if (step.do === 'netns-add' || ('netns' in step && step.netns !== '')) return 'knows no network namespaces';
  if (step.do === 'forward-accept-add') return 'keeps no firewall rules';
  return 'is told about its own devices only';
}

function netdevOf(device: Device): { readonly body: string; readonly left: readonly Left[] } {
  const { make, name } = device;
  const head = section('NetDev', [
    ['Name', name],
    ['Kind', make.do.slice('link-add-'.length)],
    ['MTUBytes', make.mtu],
    ['MACAddress', make.mac],
  ]);
  if (make.do === 'link-add-vxlan') {
    const { text, left } = unitOfVxlan(make);
    return { body: sections([head, text]), left };
  }
  if (make.do === 'link-add-veth')
    return {
      body: sections([
        head,
        section('Peer', [
          ['Name', make.peer.name],
          ['MACAddress', make.peer.mac],
        ]),
      ]),
      left: [],
    };
  return { body: sections([head, bridgeOf(device)]), left: [] };
}
