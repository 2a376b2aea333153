/** A vxlan or a bridge in netplan's words, as lines of YAML without their indentation. */
import type { VxlanSpec } from '../noun/vxlan/steps.ts';
import { mtuOf, type Device } from '../guard/devices.ts';
import { bridgeSet } from './networkd-bridge.ts';
import { isLinkLocal } from './networkd-vxlan.ts';

/** Options that netplan(5) has no word for (0.106), or only together with the underlay device. */
const UNKNOWN = [
  'group',
  'external',
  'vnifilter',
  'mcroute',
  'reservedBits',
  'localbypass',
] as const satisfies readonly (keyof VxlanSpec)[];

export function tunnelRefusal(spec: VxlanSpec): string | undefined {
  const option = UNKNOWN.find((name) => spec[name] !== undefined);
  if (option !== undefined) return `has no word for ${option}`;
  if (isLinkLocal(spec)) return 'makes a vxlan with a link-local address only together with its underlay device';
  if (spec.ttl === 'inherit' || spec.tos === 'inherit') return 'takes numbers for ttl and tos only';
  return undefined;
}

export function tunnelYaml(device: Device): readonly string[] {
  const { make } = device;
  if (make.do !== 'link-add-vxlan') return [];
  const { vxlan: spec, mac } = make;
  return [
    'mode: vxlan',
    ...line('id', spec.vni),
    ...line('local', spec.local),
    ...line('remote', spec.remote),
    ...line('port', spec.dstport),
    ...line('mtu', mtuOf(device)),
    ...line('macaddress', mac),
    ...line('mac-learning', spec.learning ?? true),
    ...line('ttl', typeof spec.ttl === 'number' ? spec.ttl : undefined),
    ...line('type-of-service', spec.tos === undefined ? undefined : parseInt(String(spec.tos), 16)),
    // A boolean only (0.106): what it cannot say is set afterwards.
    ...line('do-not-fragment', spec.df === 'inherit' || spec.df === undefined ? undefined : spec.df === 'set'),
    ...line('flow-label', spec.flowlabel === undefined ? undefined : parseInt(spec.flowlabel, 16)),
    ...line('ageing', spec.ageing),
    ...line('limit', spec.maxaddress),
    ...line('port-range', spec.srcport === undefined ? undefined : `[${spec.srcport.low}, ${spec.srcport.high}]`),
    ...line('arp-proxy', spec.proxy),
    ...line('short-circuit', spec.rsc),
    ...list('notifications', [spec.l2miss === true && 'l2-miss', spec.l3miss === true && 'l3-miss']),
    ...list('checksums', checksums(spec)),
    ...list('extensions', [spec.gbp === true && 'group-policy', spec.gpe === true && 'generic-protocol']),
  ];
}

/** Those that are not named are off. */
function checksums(spec: VxlanSpec): readonly (string | false)[] {
  return [
    spec.udpcsum !== false && 'udp',
    spec.udp6zerocsumtx === true && 'zero-udp6-tx',
    spec.udp6zerocsumrx === true && 'zero-udp6-rx',
    spec.remcsumtx === true && 'remote-tx',
    spec.remcsumrx === true && 'remote-rx',
  ];
}

export function bridgeYaml(device: Device, ports: readonly string[]): readonly string[] {
  const { make } = device;
  const set = bridgeSet(device);
  return [
    ...list('interfaces', ports),
    ...line('mtu', mtuOf(device)),
    ...line('macaddress', make.mac),
    'parameters:',
    `  stp: ${set.stp ?? false}`,
    ...[
      ...line('ageing-time', set.ageing),
      ...line('priority', set.priority),
      ...line('forward-delay', set.forwardDelay),
    ].map(inner),
    ...[...line('hello-time', set.helloTime), ...line('max-age', set.maxAge)].map(inner),
  ];
}

function inner(text: string): string {
  return `  ${text}`;
}

export function line(key: string, value: string | number | boolean | undefined): readonly string[] {
  // A colon in a plain scalar needs quotes (an address, a MAC); a list is written as it is.
  const text =
    typeof value === 'string' && value.includes(':') && !value.startsWith('[') ? `"${value}"` : String(value);
  return value === undefined ? [] : [`${key}: ${text}`];
}

function list(key: string, words: readonly (string | false)[]): readonly string[] {
  const said = words.filter((word) => word !== false);
  return said.length === 0 ? [] : [`${key}: [${said.join(', ')}]`];
}
