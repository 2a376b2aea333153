/**
 * netplan: one file of all devices (netplan(5); words as of 0.106, which made vxlan a kind of tunnel). What it has no words for goes into
 * a drop-in beside the .network file that it makes, where networkd reads that; else into the script.
 */
import type { Step } from '../plan/step.ts';
import type { VxlanChange } from '../plan/vxlan-link.ts';
import type { PersistFacts } from './facts.ts';
import { inOrder, sortSteps, wholeDevice, type Device, type DraftFile, type Left, type Written } from './format.ts';
import { bridgeYaml, tunnelRefusal, tunnelYaml } from './netplan-device.ts';
import { addressYaml, isSayable } from './netplan-ip.ts';
import { whyOther } from './networkd.ts';
import { entryBlocks } from './networkd-network.ts';
import { section, sections } from './sections.ts';

const NO_WORDS = 'has no words for it';

export function writeNetplan(steps: readonly Step[], _name: string, facts: PersistFacts): Written {
  const { devices, others } = sortSteps(steps);
  const left: Left[] = others.map((step) => ({ step, why: whyOther(step) }));
  const said: Device[] = [];
  for (const device of devices) {
    const why = refusal(device);
    if (why === undefined) said.push(device);
    else left.push(...wholeDevice(device, why));
  }
  const drops: DraftFile[] = [];
  for (const device of said) {
    const unsaid = device.steps.filter((step) => !isSayable(step) || isForeignMaster(step, said));
    // A drop-in is about the device's .network file; options of a bridge stand in its .netdev.
    const elsewhere = unsaid.filter((step) => step.do === 'link-set-bridge' || step.do === 'link-set-master');
    const entries = unsaid.filter((step) => step.do !== 'link-set-bridge' && step.do !== 'link-set-master');
    const drop = facts.networkManager && !facts.networkd ? undefined : dropIn(device, entries);
    if (drop !== undefined && drop.body !== '')
      drops.push({ kind: 'network-drop-in', dev: device.name, body: drop.body });
    const rest = [...elsewhere, ...(drop === undefined ? entries : [])];
    left.push(...rest.map((step): Left => ({ step, why: NO_WORDS })), ...(drop?.left ?? []), ...late(device));
  }
  const files: DraftFile[] = said.length === 0 ? [] : [{ kind: 'netplan', body: yaml(said) }, ...drops];
  return { files, left: inOrder(steps, left) };
}

/** A port names its bridge by standing in the bridge's list, which is ours to write only for a bridge of ours. */
function isForeignMaster(step: Step, said: readonly Device[]): boolean {
  return step.do === 'link-set-master' && !said.some(({ name }) => name === step.master);
}

/** netplan takes link-local addresses from every port of a bridge, whatever its file says. */
function dropIn({ steps }: Device, entries: readonly Step[]): ReturnType<typeof entryBlocks> {
  const { body, left } = entryBlocks(entries);
  const port = steps.some((step) => step.do === 'link-set-master' && step.master !== null);
  const silent = steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  const linkLocal = port && !silent ? section('Network', [['LinkLocalAddressing', 'ipv6']]) : '';
  return { body: sections([linkLocal, body]), left };
}

function refusal({ make, steps }: Device): string | undefined {
  if (make.do === 'link-add-veth') return 'makes cables since 1.0 only';
  if (!steps.some((step) => step.do === 'link-set-up' && step.up)) return 'sets every device up that it makes';
  return make.do === 'link-add-vxlan' ? tunnelRefusal(make.vxlan) : undefined;
}

/** The underlay device is set afterwards: naming one that no netplan file defines would make netplan refuse all of its files. */
function late({ make, name }: Device): readonly Left[] {
  if (make.do !== 'link-add-vxlan') return [];
  const { dev, df } = make.vxlan;
  const set = (change: VxlanChange, why: string): Left => ({ step: { do: 'link-set-vxlan', netns: '', name, set: change }, why }); // prettier-ignore
  return [
    ...(dev === undefined ? [] : [set({ dev }, 'refuses all of its files when one names a device that none defines')]),
    ...(df === 'inherit' ? [set({ df }, 'takes yes and no for df only')] : []),
  ];
}

function yaml(devices: readonly Device[]): string {
  const tunnels = devices.filter(({ make }) => make.do === 'link-add-vxlan');
  const bridges = devices.filter(({ make }) => make.do === 'link-add-bridge');
  const ports = (bridge: string): readonly string[] => devices.filter(({ steps }) => steps.some((step) => step.do === 'link-set-master' && step.master === bridge)).map(({ name }) => name); // prettier-ignore
  return [
    'network:',
    '  version: 2',
    ...(tunnels.length === 0 ? [] : ['  tunnels:']),
    ...tunnels.flatMap((one) => [`    ${one.name}:`, ...[...tunnelYaml(one), ...addressYaml(one)].map((line) => `      ${line}`)]), // prettier-ignore
    ...(bridges.length === 0 ? [] : ['  bridges:']),
    ...bridges.flatMap((one) => [`    ${one.name}:`, ...[...bridgeYaml(one, ports(one.name)), ...addressYaml(one)].map((line) => `      ${line}`)]), // prettier-ignore
    '',
  ].join('\n');
}
