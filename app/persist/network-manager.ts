/** NetworkManager: a keyfile a device (nm-settings-keyfile(5); words as of 1.42). It knows no FDB entries and no permanent neighbours. */
import { hash32 } from '../overlay/hash.ts';
import type { LinkAddStep } from '../plan/link.ts';
import type { Step } from '../plan/step.ts';
import type { VxlanSpec } from '../plan/vxlan-link.ts';
import { inOrder, sortSteps, wholeDevice, type Device, type DraftFile, type Left, type Written } from './format.ts';
import { addressing } from './network-manager-ip.ts';
import { section, sections, type Line } from './sections.ts';

const WORDS = { yes: 'true', no: 'false' };

export function writeNetworkManager(steps: readonly Step[], name: string): Written {
  const { devices, others } = sortSteps(steps);
  const files: DraftFile[] = [];
  const left: Left[] = others.map((step) => ({ step, why: whyOther(step) }));
  for (const device of devices) {
    const why = refusal(device);
    if (why !== undefined) {
      left.push(...wholeDevice(device, why));
      continue;
    }
    const ip = addressing(device);
    files.push({ kind: 'keyfile', dev: device.name, body: sections([connection(device, name), ...kindOf(device), ...ip.sections]) }); // prettier-ignore
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

function refusal({ make, steps }: Device): string | undefined {
  if (make.do === 'link-add-veth') return 'takes over cables only as a whole, with both ends in one namespace';
  if (!steps.some((step) => step.do === 'link-set-up' && step.up)) return 'sets every device up that it makes';
  if (make.do !== 'link-add-vxlan') return undefined;
  if (make.vxlan.ttl === 'inherit') return 'takes a number for ttl only';
  const option = UNKNOWN.find((name) => make.vxlan[name] !== undefined);
  return option === undefined ? undefined : `has no word for ${option}, which counts when a vxlan is made`;
}

function connection({ name: dev, make, steps }: Device, name: string): string {
  const master = steps.flatMap((step) => (step.do === 'link-set-master' && step.master !== null ? [step.master] : [])).at(-1); // prettier-ignore
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
  const mtu = steps.flatMap((step) => (step.do === 'link-set-mtu' ? [step.mtu] : [])).at(-1) ?? make.mtu;
  const ethernet = section('ethernet', [['cloned-mac-address', make.do === 'link-add-vxlan' ? make.mac : undefined], ['mtu', mtu]], WORDS); // prettier-ignore
  const port = steps.flatMap((step) => (step.do === 'port-set' ? [step.set] : [])).at(-1);
  const enslaved = steps.some((step) => step.do === 'link-set-master' && step.master !== null);
  const portLines: readonly Line[] = [['path-cost', port?.cost], ['priority', port?.priority], ['hairpin-mode', port?.hairpin]]; // prettier-ignore
  return [
    make.do === 'link-add-vxlan' ? section('vxlan', vxlanLines(make.vxlan), WORDS) : section('bridge', bridgeLines(make, steps), WORDS), // prettier-ignore
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
function bridgeLines(make: LinkAddStep, steps: readonly Step[]): readonly Line[] {
  const set = Object.assign({}, ...steps.map((step) => (step.do === 'link-set-bridge' ? step.set : {}))) as Extract<Step, { do: 'link-set-bridge' }>['set']; // prettier-ignore
  return [
    ['mac-address', make.mac],
    ['stp', (make.do === 'link-add-bridge' ? make.stp : undefined) ?? set.stp ?? false],
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

/** What can be set on a device that is there already. */
function lateSets({ make, steps, name }: Device): readonly Left[] {
  const left: Left[] = [];
  if (make.do === 'link-add-vxlan') {
    const { df, localbypass } = make.vxlan;
    const set = { ...(df === undefined ? {} : { df }), ...(localbypass === undefined ? {} : { localbypass }) };
    if (Object.keys(set).length > 0)
      left.push({ step: { do: 'link-set-vxlan', netns: '', name, set }, why: `has no word for ${Object.keys(set).join(' and ')}` }); // prettier-ignore
  }
  for (const step of steps) {
    if (step.do === 'port-set' && Object.keys(step.set).some((word) => !['cost', 'priority', 'hairpin'].includes(word)))
      left.push({ step, why: 'knows cost, priority and hairpin of a port only' });
    if (step.do === 'link-set-bridge' && (step.set.nfCallIptables ?? step.set.nfCallIp6tables) !== undefined)
      left.push({ step, why: 'has no word for nf_call_iptables' });
    if (step.do.startsWith('fdb-')) left.push({ step, why: 'knows no FDB entries' });
    if (step.do.startsWith('neighbour-')) left.push({ step, why: 'knows no permanent neighbours' });
  }
  return left;
}

/** Always the same for the same name, in the form of RFC 9562's version 8 (its own making). */
function uuidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((at) => hash32(`${at}#${text}`).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20)}`;
}
