/** What is set on a device, in the words of a .network file. */
import { FLOOD_MAC } from '../model/fdb-entry.ts';
import type { AddressStep } from '../plan/address.ts';
import type { PortSpec } from '../plan/bridge.ts';
import type { FdbEntryStep } from '../plan/fdb-entry.ts';
import type { RouteStep } from '../plan/route.ts';
import type { Step } from '../plan/step.ts';
import type { Device, Left } from './format.ts';
import { section, sections, type Line } from './sections.ts';

/** The file, and the steps that it has no words for. */
export function wordsFor(device: Device): { readonly body: string; readonly left: readonly Left[] } {
  const blocks: string[] = [];
  const left: Left[] = [];
  for (const step of device.steps) {
    const said = blockOf(step);
    if (typeof said === 'string') blocks.push(said);
    else if (said !== undefined) left.push({ step, why: said.why });
  }
  return { body: sections([...headOf(device), ...blocks]), left };
}

/** Only the entries and addresses: for a drop-in to a .network file that somebody else makes. */
export function entryBlocks(steps: readonly Step[]): { readonly body: string; readonly left: readonly Left[] } {
  const said = steps.map((step) => ({ step, said: blockOf(step) }));
  return {
    body: sections(said.flatMap(({ said: text }) => (typeof text === 'string' ? [text] : []))),
    left: said.flatMap(({ step, said: text }) => (typeof text === 'object' ? [{ step, why: text.why }] : [])),
  };
}

/**
 * Configured without a carrier (an empty bridge has none), never waited for at boot, and what others put there stays when
 * networkd starts again.
 */
function headOf(device: Device): readonly string[] {
  const { name, steps } = device;
  const master = steps.flatMap((step) => (step.do === 'link-set-master' && step.master !== null ? [step.master] : [])).at(-1); // prettier-ignore
  const mtu = steps.flatMap((step) => (step.do === 'link-set-mtu' ? [step.mtu] : [])).at(-1);
  const mode = steps.flatMap((step) => (step.do === 'link-set-addrgenmode' ? [step.mode] : [])).at(-1);
  const up = steps.some((step) => step.do === 'link-set-up' && step.up);
  return [
    section('Match', [['Name', name]]),
    section('Link', [
      ['MTUBytes', mtu ?? peerMtu(device)],
      ['RequiredForOnline', false],
      ['ActivationPolicy', up ? undefined : 'down'],
    ]),
    section('Network', [
      ['Bridge', master],
      ['ConfigureWithoutCarrier', true],
      ['LinkLocalAddressing', mode === 'none' ? 'no' : 'ipv6'],
      ['IPv6LinkLocalAddressGenerationMode', mode === 'random' ? 'random' : undefined],
      ['IPv6AcceptRA', false],
      ['KeepConfiguration', 'static'],
    ]),
  ];
}

/** A .netdev has no MTU for the far end of a cable. */
function peerMtu({ make, name }: Device): number | undefined {
  return make.do === 'link-add-veth' && make.peer.name === name ? make.peer.mtu : undefined;
}

/** Text, or why there is none; `undefined` for what stands elsewhere in the files. */
function blockOf(step: Step): string | { readonly why: string } | undefined {
  switch (step.do) {
    case 'address-add':
      return section('Address', addressLines(step));
    case 'neighbour-add':
    case 'neighbour-replace':
      if (step.state !== 'permanent' || step.flags !== undefined) return { why: 'keeps permanent neighbours only' };
      return section('Neighbor', [['Address', step.dst], ['LinkLayerAddress', step.mac]]); // prettier-ignore
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
      return fdbBlock(step);
    case 'route-add':
      return step.nexthops === undefined
        ? section('Route', routeLines(step))
        : { why: 'has no word for several next hops' };
    case 'port-set':
      return step.set.state === undefined ? section('Bridge', portLines(step.set)) : { why: 'sets no port state' };
    case 'link-set-bridge':
      return step.set.nfCallIptables === undefined && step.set.nfCallIp6tables === undefined ? undefined : { why: 'has no word for nf_call_iptables' }; // prettier-ignore
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-up':
    case 'link-set-addrgenmode':
      return undefined;
    default:
      return { why: 'has no word for it' };
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
    ['Scope', step.family === 'inet' ? (step.scope ?? (step.via === undefined && step.type === undefined ? 'link' : 'global')) : undefined], // prettier-ignore
    ['Protocol', step.protocol ?? 'boot'],
    ['Type', step.type],
  ];
}

/** networkd writes every entry as a permanent one. */
function fdbBlock(step: FdbEntryStep): string | { readonly why: string } {
  if (step.port !== undefined) return { why: 'has no word for a port of an FDB entry' };
  if (step.state !== 'permanent' || step.flags !== undefined || step.srcVni !== undefined)
    return { why: 'makes permanent entries without flags only' };
  return section('BridgeFDB', [
    ['MACAddress', step.mac],
    ['Destination', step.dst],
    ['VNI', step.vni],
    ['VLANId', step.vlan],
    ['OutgoingInterface', step.via],
    ['AssociatedWith', step.owner === 'self' || step.mac === FLOOD_MAC ? 'self' : 'master'],
  ]);
}

function portLines(set: PortSpec): readonly Line[] {
  return [
    ['Cost', set.cost],
    ['Priority', set.priority],
    ['HairPin', set.hairpin],
    ['Learning', set.learning],
    ['UnicastFlood', set.flood],
    ['NeighborSuppression', set.neighSuppress],
    ['Isolated', set.isolated],
  ];
}
