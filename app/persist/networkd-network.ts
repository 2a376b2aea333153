/** What is set on a device, in the words of a .network file. */
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import type { AddressStep } from '../noun/address/steps.ts';
import type { FdbEntryStep } from '../noun/fdb/steps.ts';
import type { RouteStep } from '../noun/route/steps.ts';
import type { Step } from '../noun/step.ts';
import { leftOptions, masterOf, type Left } from './format.ts';
import { mtuOf, type Device } from '../guard/devices.ts';
import { BRIDGE_WORDS } from './networkd-bridge.ts';
import { section, sections, type Line } from './sections.ts';

/** The file, and the steps that it has no words for. `foreign` is a master that somebody else makes. */
export function wordsFor(device: Device, foreign?: string): { readonly body: string; readonly left: readonly Left[] } {
  const said = entryBlocks(device.steps, foreign);
  const vrf = foreign !== undefined && device.make.do === 'link-add-bridge';
  // Where networkd does not know the VRF the script joins it, and what that takes away is set once more.
  const again = vrf ? device.steps.filter((step) => step.do === 'address-add' || step.do === 'route-add') : [];
  const why = 'knows a VRF only where a .netdev makes it';
  return {
    body: sections([...headOf(device, foreign), ...(said.body === '' ? [] : [said.body])]),
    left: [
      ...said.left,
      ...again.filter((step) => !said.left.some((one) => one.step === step)).map((step) => ({ step, why })),
    ],
  };
}

/** Only the entries and addresses: for a drop-in to a .network file that somebody else makes. */
export function entryBlocks(
  steps: readonly Step[],
  foreign?: string,
): { readonly body: string; readonly left: readonly Left[] } {
  const said = steps.map((step) => (foreign === undefined ? undefined : leftToForeign(step, foreign)) ?? blockOf(step));
  return { body: sections(said.map(({ text = '' }) => text)), left: said.flatMap(({ left = [] }) => left) };
}

/** What is set on a port of somebody else's bridge comes after it has become one, which the script does. */
function leftToForeign(step: Step, master: string): Said | undefined {
  if (step.do === 'link-set-master') return none(step, `knows ${master} only where a .netdev makes it`);
  return step.do === 'port-set' ? none(step, `sets up a port only where a .netdev makes its bridge`) : undefined;
}

/**
 * Configured without a carrier (an empty bridge has none), never waited for at boot, and what others put there stays when
 * networkd starts again.
 */
function headOf(device: Device, foreign: string | undefined): readonly string[] {
  const { name, steps } = device;
  const vrf = foreign !== undefined && device.make.do === 'link-add-bridge';
  const mode = steps.flatMap((step) => (step.do === 'link-set-addrgenmode' ? [step.mode] : [])).at(-1);
  const up = steps.some((step) => step.do === 'link-set-up' && step.up);
  return [
    section('Match', [['Name', name]]),
    section('Link', [
      ['MTUBytes', mtuSet(device)],
      ['RequiredForOnline', false],
      ['ActivationPolicy', up ? undefined : 'down'],
    ]),
    section('Network', [
      ['Bridge', foreign === undefined ? masterOf(device) : undefined],
      ['VRF', vrf ? foreign : undefined],
      // Else networkd takes the device out of a bridge that it does not know.
      ['KeepMaster', foreign === undefined || vrf ? undefined : true],
      ['ConfigureWithoutCarrier', true],
      ['LinkLocalAddressing', mode === 'none' ? 'no' : 'ipv6'],
      ['IPv6LinkLocalAddressGenerationMode', mode === 'random' ? 'random' : undefined],
      ['IPv6AcceptRA', false],
      // "static" keeps permanent neighbours and routes of other protocols on 252 only, not on 257 and 262.
      ['KeepConfiguration', true],
    ]),
  ];
}

/** What the .netdev does not say: it has no MTU for the far end of a cable. */
function mtuSet(device: Device): number | undefined {
  const mtu = mtuOf(device);
  return device.make.name === device.name && mtu === device.make.mtu ? undefined : mtu;
}

/** Text for the file, what the script does, or neither for what stands elsewhere in the files. */
interface Said {
  readonly text?: string;
  readonly left?: readonly Left[];
}

function none(step: Step, why: string): Said {
  return { left: [{ step, why }] };
}

function blockOf(step: Step): Said {
  switch (step.do) {
    case 'address-add':
      return { text: section('Address', addressLines(step)) };
    case 'neighbour-add':
    case 'neighbour-replace':
      if (step.state !== 'permanent' || step.flags !== undefined) return none(step, 'keeps permanent neighbours only');
      return {
        text: section('Neighbor', [
          ['Address', step.dst],
          ['LinkLayerAddress', step.mac],
        ]),
      };
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
      return fdbBlock(step);
    case 'route-add':
      return step.nexthops === undefined
        ? { text: section('Route', routeLines(step)) }
        : none(step, 'has no word for several next hops');
    case 'port-set':
      return { text: section('Bridge', portLines(step.set)), left: leftOptions(step, Object.keys(PORT_WORDS)) };
    case 'link-set-bridge':
      return { left: leftOptions(step, BRIDGE_WORDS) };
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-up':
      return {};
    case 'link-set-addrgenmode':
      return step.mode === 'none' || step.mode === 'random'
        ? {}
        : none(step, `has no word for addrgenmode ${step.mode}`);
    case 'address-del':
    case 'fdb-del':
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
    case 'neighbour-del':
    case 'neighbour-manage':
    case 'neighbour-proxy-add':
    case 'neighbour-proxy-del':
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
      return none(step, 'has no word for it');
  }
}

/** networkd works out a broadcast address where none is named; the kernel does not. */
function addressLines({ address, peer, broadcast, label, scope, flags = [] }: AddressStep): readonly Line[] {
  const [ip = '', length = ''] = address.split('/');
  return [
    ['Address', peer === undefined ? address : ip],
    ['Peer', peer === undefined ? undefined : `${peer}/${length}`],
    ['Broadcast', address.includes(':') ? undefined : (broadcast ?? false)],
    ['Label', label],
    ['Scope', scope],
    ['AddPrefixRoute', flags.includes('noprefixroute') ? false : undefined],
    ['HomeAddress', flags.includes('home') ? true : undefined],
    ['ManageTemporaryAddress', flags.includes('mngtmpaddr') ? true : undefined],
    ['DuplicateAddressDetection', flags.includes('nodad') ? 'none' : undefined],
  ];
}

function routeLines(step: RouteStep): readonly Line[] {
  const any = step.family === 'inet6' ? '::/0' : '0.0.0.0/0';
  return [
    ['Destination', step.dst === 'default' ? any : step.dst],
    ['Gateway', step.via],
    ['GatewayOnLink', step.onlink],
    ['PreferredSource', step.src],
    ['Metric', step.metric],
    ['Table', step.table],
    [
      'Scope',
      step.family === 'inet'
        ? (step.scope ?? (step.via === undefined && step.type === undefined ? 'link' : 'global'))
        : undefined,
    ],
    ['Protocol', step.protocol ?? 'boot'],
    ['Type', step.type],
  ];
}

/** networkd writes every entry as a permanent one. */
function fdbBlock(step: FdbEntryStep): Said {
  if (step.port !== undefined) return none(step, 'has no word for a port of an FDB entry');
  if (step.nhid !== undefined) return none(step, 'has no word for a nexthop of an FDB entry');
  if (step.state !== 'permanent' || step.flags !== undefined || step.srcVni !== undefined)
    return none(step, 'makes permanent entries without flags only');
  const text = section('BridgeFDB', [
    ['MACAddress', step.mac],
    ['Destination', step.dst],
    ['VNI', step.vni],
    ['VLANId', step.vlan],
    ['OutgoingInterface', step.via],
    ['AssociatedWith', step.owner === 'self' || step.mac === FLOOD_MAC ? 'self' : 'master'],
  ]);
  return { text };
}

type PortValue = boolean | number | string | null | undefined;

/** systemd.network(5), [Bridge], as of 252; some say the opposite of iproute2's word. */
const PORT_WORDS: Readonly<Record<string, readonly [key: string, say?: (value: PortValue) => Line[1]]>> = {
  cost: ['Cost'],
  priority: ['Priority'],
  hairpin: ['HairPin'],
  guard: ['UseBPDU', (value) => value !== true],
  rootBlock: ['AllowPortToBeRoot', (value) => value !== true],
  fastleave: ['FastLeave'],
  learning: ['Learning'],
  flood: ['UnicastFlood'],
  mcastFlood: ['MulticastFlood'],
  mcastToUnicast: ['MulticastToUnicast'],
  mcastRouter: ['MulticastRouter', (value) => ['no', 'query', 'permanent', 'temporary'][Number(value)]],
  proxyArp: ['ProxyARP'],
  proxyArpWifi: ['ProxyARPWiFi'],
  neighSuppress: ['NeighborSuppression'],
  isolated: ['Isolated'],
};

function portLines(set: Readonly<Record<string, PortValue>>): readonly Line[] {
  return Object.entries(PORT_WORDS).map(([name, [key, say]]) => {
    const value = set[name];
    return [key, value === undefined || value === null ? undefined : say === undefined ? value : say(value)];
  });
}
