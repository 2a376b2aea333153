/** NetworkManager: a keyfile a device (nm-settings-keyfile(5); words as of 1.42). It knows no FDB entries and no permanent neighbours. */
import { hash32 } from '../base/hash.ts';
import type { Step } from '../noun/step.ts';
import type { VxlanSpec } from '../noun/vxlan/steps.ts';
import {
  foreignMasterOf,
  inOrder,
  leftOptions,
  masterOf,
  wholeDevice,
  type DraftFile,
  type Left,
  type Written,
} from './format.ts';
import { mtuOf, sortSteps, type Device } from '../guard/devices.ts';
import { BRIDGE_WORDS, bridgeSet } from './networkd-bridge.ts';
import { addressing } from './network-manager-ip.ts';
import { section, sections, type Line } from './sections.ts';

const WORDS = { yes: 'true', no: 'false' };

export function writeNetworkManager(steps: readonly Step[], name: string): Written {
  const { devices, others } = sortSteps(steps);
  const files: DraftFile[] = [];
  const left: Left[] = others.map((step) => ({ step, why: whyOther(step) }));
  for (const device of devices) {
    const why = refusal(device, devices);
    if (why !== undefined) {
      left.push(...wholeDevice(device, why));
      continue;
    }
    const ip = addressing(device);
    files.push({
      kind: 'keyfile',
      dev: device.name,
      body: sections([connection(device, name), ...kindOf(device), ...ip.sections]),
    });
    left.push(...ip.left, ...lateSets(device));
  }
  return { files, left: inOrder(steps, left) };
}

function whyOther(step: Step): string {
  if (step.do === 'netns-add' || ('netns' in step && step.netns !== '')) return 'knows no network namespaces';
  return step.do === 'forward-accept-add' ? 'keeps no firewall rules' : 'is about a device that is not kept with this';
}

/** Options that only count when the device is made, and that nm-settings(5) has no word for (1.42). */
const UNKNOWN = [
  ...([
    'group',
    'external',
    'vnifilter',
    'mcroute',
    'reservedBits',
    'udpcsum',
    'udp6zerocsumtx',
    'udp6zerocsumrx',
  ] as const),
  ...(['remcsumtx', 'remcsumrx', 'gbp', 'gpe', 'flowlabel'] as const),
] satisfies readonly (keyof VxlanSpec)[];

function refusal(device: Device, devices: readonly Device[]): string | undefined {
  const { make, steps } = device;
  const master = foreignMasterOf(device, devices);
  if (master !== undefined) return `makes a port only of a device that a keyfile makes, which ${master} is not`;
  if (make.do === 'link-add-veth') return 'takes over cables only as a whole, with both ends in one namespace';
  if (!steps.some((step) => step.do === 'link-set-up' && step.up)) return 'sets every device up that it makes';
  if (make.do !== 'link-add-vxlan') return undefined;
  if (make.vxlan.ttl === 'inherit') return 'takes a number for ttl only';
  const option = UNKNOWN.find((name) => make.vxlan[name] !== undefined);
  return option === undefined ? undefined : `has no word for ${option}, which counts when a vxlan is made`;
}

function connection(device: Device, name: string): string {
  const { name: dev, make } = device;
  const master = masterOf(device);
  return section(
    'connection',
    [
      ['id', `overlane-${name}.${dev}`],
      ['uuid', uuidOf(`${name}.${dev}`)],
      ['type', make.do === 'link-add-vxlan' ? 'vxlan' : 'bridge'],
      ['interface-name', dev],
      ['autoconnect', true],
      ['master', master],
      ['slave-type', master === undefined ? undefined : 'bridge'],
    ],
    WORDS,
  );
}

function kindOf(device: Device): readonly string[] {
  const { make, steps } = device;
  const ethernet = section(
    'ethernet',
    [
      ['cloned-mac-address', make.do === 'link-add-vxlan' ? make.mac : undefined],
      ['mtu', mtuOf(device)],
    ],
    WORDS,
  );
  const port = steps.flatMap((step) => (step.do === 'port-set' ? [step.set] : [])).at(-1);
  const enslaved = steps.some((step) => step.do === 'link-set-master' && step.master !== null);
  const portLines: readonly Line[] = [
    ['path-cost', port?.cost],
    ['priority', port?.priority],
    ['hairpin-mode', port?.hairpin],
  ];
  return [
    make.do === 'link-add-vxlan'
      ? section('vxlan', vxlanLines(make.vxlan), WORDS)
      : section('bridge', bridgeLines(device), WORDS),
    ethernet,
    enslaved ? section('bridge-port', portLines, WORDS) : '',
  ];
}

/** Its own default for the port is 8472, and it learns unless told otherwise. */
function vxlanLines(spec: VxlanSpec): readonly Line[] {
  return [
    ['id', spec.vni],
    ['parent', spec.dev],
    ['local', spec.local],
    ['remote', spec.remote],
    ['destination-port', spec.dstport],
    ['source-port-min', spec.srcport?.low],
    ['source-port-max', spec.srcport?.high],
    ['ageing', spec.ageing ?? 300],
    ['limit', spec.maxaddress],
    ['learning', spec.learning ?? true],
    ['proxy', spec.proxy],
    ['rsc', spec.rsc],
    ['l2-miss', spec.l2miss],
    ['l3-miss', spec.l3miss],
    ['tos', spec.tos === undefined ? undefined : spec.tos === 'inherit' ? 1 : parseInt(spec.tos, 16)],
    ['ttl', typeof spec.ttl === 'number' ? spec.ttl : undefined],
  ];
}

/** Spanning tree is on where it is not named. */
function bridgeLines(device: Device): readonly Line[] {
  const set = bridgeSet(device);
  return [
    ['mac-address', device.make.mac],
    ['stp', set.stp ?? false],
    ['ageing-time', set.ageing ?? 300],
    ['forward-delay', set.forwardDelay],
    ['hello-time', set.helloTime],
    ['max-age', set.maxAge],
    ['priority', set.priority],
    ['multicast-snooping', set.mcastSnooping],
    ['vlan-filtering', set.vlanFiltering],
    ['vlan-default-pvid', set.vlanDefaultPvid],
  ];
}

/** What can be set on a device that is there already; addresses and routes are judged apart. */
function lateSets(device: Device): readonly Left[] {
  const { make, steps, name } = device;
  const port = masterOf(device) !== undefined;
  const late = steps.flatMap((step) => lateStep(step, port));
  return [...(make.do === 'link-add-vxlan' ? lateOptions(name, make.vxlan) : []), ...late];
}

function lateOptions(name: string, { df, localbypass }: VxlanSpec): readonly Left[] {
  return leftOptions({ do: 'link-set-vxlan', netns: '', name, set: { df, localbypass } }, []);
}

function lateStep(step: Step, port: boolean): readonly Left[] {
  switch (step.do) {
    case 'address-add':
    case 'route-add':
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-up':
      return [];
    case 'port-set':
      return leftOptions(step, ['cost', 'priority', 'hairpin']);
    case 'link-set-bridge':
      return leftOptions(step, BRIDGE_WORDS);
    case 'link-set-addrgenmode':
      return step.mode === 'none' && !port
        ? []
        : [{ step, why: `has no word for addrgenmode ${step.mode}${port ? ' of a port' : ''}` }];
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
    case 'fdb-del':
      return [{ step, why: 'knows no FDB entries' }];
    case 'neighbour-add':
    case 'neighbour-replace':
    case 'neighbour-del':
    case 'neighbour-manage':
    case 'neighbour-proxy-add':
    case 'neighbour-proxy-del':
      return [{ step, why: 'knows no permanent neighbours' }];
    case 'address-del':
    case 'file-remove':
    case 'file-write':
    case 'forward-accept-add':
    case 'forward-accept-del':
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-del':
    case 'link-set-mac':
    case 'link-set-netns':
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'netns-add':
    case 'netns-del':
    case 'offload-set':
    case 'route-del':
    case 'route-replace':
    case 'rule-add':
    case 'rule-del':
    case 'sysctl-set':
    case 'vlan-add':
    case 'vlan-del':
    case 'vni-add':
    case 'vni-del':
      return [{ step, why: 'has no word for it' }];
  }
}

/** Always the same for the same name, in the form of RFC 9562's version 8 (its own making). */
function uuidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((at) => hash32(`${at}#${text}`).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20)}`;
}
