/**
 * netplan: one file of all devices (netplan(5); words as of 0.106, which made vxlan a kind of tunnel). What it has no words for goes into
 * a drop-in beside the .network file that it makes, where networkd reads that; else into the script.
 */
import type { Step } from '../noun/step.ts';
import type { VxlanChange } from '../noun/vxlan/steps.ts';
import type { PersistFacts } from '../noun/system/daemons.ts';
import {
  foreignMasterOf,
  inOrder,
  isInVrf,
  leftOptions,
  masterOf,
  wholeDevice,
  type DraftFile,
  type Left,
  type Written,
} from './format.ts';
import { sortSteps, type Device } from '../guard/devices.ts';
import { bridgeYaml, tunnelRefusal, tunnelYaml } from './netplan-device.ts';
import { addressYaml, BRIDGE_YAML, isSayable } from './netplan-ip.ts';
import { whyOther } from './networkd.ts';
import { entryBlocks } from './networkd-network.ts';
import { section, sections } from './sections.ts';

const NO_WORDS = 'has no words for it';

export function writeNetplan(steps: readonly Step[], _name: string, facts: PersistFacts): Written {
  const { devices, others } = sortSteps(steps);
  const left: Left[] = others.map((step) => ({ step, why: whyOther(step) }));
  const said: Device[] = [];
  for (const device of devices) {
    const why = refusal(device, devices);
    if (why === undefined) said.push(device);
    else left.push(...wholeDevice(device, why));
  }
  const drops: DraftFile[] = [];
  const byManager = facts.networkManager && !facts.networkd;
  for (const device of said) {
    const { drop, left: rest } = byManager
      ? { drop: '', left: unsaidOf(device, said, byManager) }
      : dropIn(device, said);
    if (drop !== '') drops.push({ kind: 'network-drop-in', dev: device.name, body: drop });
    left.push(...rest, ...late(device));
  }
  const files: DraftFile[] = said.length === 0 ? [] : [{ kind: 'netplan', body: yaml(said) }, ...drops];
  return { files, left: inOrder(steps, left) };
}

/** A port names its bridge by standing in the bridge's list, which is ours to write only for a bridge of ours. */
function unsaidOf(device: Device, said: readonly Device[], byManager: boolean): readonly Left[] {
  const foreign = foreignMasterOf(device, said) !== undefined;
  return device.steps.flatMap((step): readonly Left[] => {
    if (step.do === 'link-set-bridge') return leftOptions(step, BRIDGE_YAML);
    if (step.do === 'link-set-master') return foreign ? [{ step, why: NO_WORDS }] : [];
    if (step.do === 'link-set-addrgenmode' && byManager) return [{ step, why: 'says it to systemd-networkd only' }];
    return isSayable(step) ? [] : [{ step, why: NO_WORDS }];
  });
}

/** A drop-in is about the device's .network file; options of a bridge stand in its .netdev. netplan takes link-local addresses from every port. */
function dropIn(device: Device, said: readonly Device[]): { readonly drop: string; readonly left: readonly Left[] } {
  const foreign = foreignMasterOf(device, said);
  const unsaid = unsaidOf(device, said, false);
  const elsewhere = unsaid.filter(
    ({ step }) => step.do === 'link-set-bridge' || step.do === 'link-set-master' || step.do === 'link-set-addrgenmode',
  );
  const entries = entryBlocks(
    unsaid.filter((one) => !elsewhere.includes(one)).map(({ step }) => step),
    foreign,
  );
  const port = masterOf(device) !== undefined;
  const silent = device.steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  const network = section('Network', [
    ['LinkLocalAddressing', port && !silent ? 'ipv6' : undefined],
    ['KeepMaster', foreign === undefined ? undefined : true],
    ['KeepConfiguration', true],
  ]);
  return { drop: sections([network, entries.body]), left: [...elsewhere, ...entries.left] };
}

function refusal(device: Device, devices: readonly Device[]): string | undefined {
  const { make, steps } = device;
  if (isInVrf(device, devices)) return 'puts into a VRF only what is in that VRF’s own list';
  if (make.do === 'link-add-veth') return 'makes cables since 1.0 only';
  if (!steps.some((step) => step.do === 'link-set-up' && step.up)) return 'sets every device up that it makes';
  return make.do === 'link-add-vxlan' ? tunnelRefusal(make.vxlan) : undefined;
}

/** The underlay device is set afterwards: naming one that no netplan file defines would make netplan refuse all of its files. */
function late({ make, name }: Device): readonly Left[] {
  if (make.do === 'link-add-bridge' && (make.vlanDefaultPvid ?? 1) !== 1)
    return [
      {
        step: { do: 'link-set-bridge', netns: '', name, set: { vlanDefaultPvid: make.vlanDefaultPvid } },
        why: NO_WORDS,
      },
    ];
  if (make.do !== 'link-add-vxlan') return [];
  const { dev, df } = make.vxlan;
  const set = (change: VxlanChange, why: string): Left => ({
    step: { do: 'link-set-vxlan', netns: '', name, set: change },
    why,
  });
  return [
    ...(dev === undefined ? [] : [set({ dev }, 'refuses all of its files when one names a device that none defines')]),
    ...(df === 'inherit' ? [set({ df }, 'takes yes and no for df only')] : []),
  ];
}

function yaml(devices: readonly Device[]): string {
  const tunnels = devices.filter(({ make }) => make.do === 'link-add-vxlan');
  const bridges = devices.filter(({ make }) => make.do === 'link-add-bridge');
  const ports = (bridge: string): readonly string[] =>
    devices
      .filter(({ steps }) => steps.some((step) => step.do === 'link-set-master' && step.master === bridge))
      .map(({ name }) => name);
  return [
    'network:',
    '  version: 2',
    ...(tunnels.length === 0 ? [] : ['  tunnels:']),
    ...tunnels.flatMap((one) => [
      `    ${one.name}:`,
      ...[...tunnelYaml(one), ...addressYaml(one)].map((line) => `      ${line}`),
    ]),
    ...(bridges.length === 0 ? [] : ['  bridges:']),
    ...bridges.flatMap((one) => [
      `    ${one.name}:`,
      ...[...bridgeYaml(one, ports(one.name)), ...addressYaml(one)].map((line) => `      ${line}`),
    ]),
    '',
  ].join('\n');
}
