/** The fields of the picture: their paths in a LinkIntent, their labels, and the field's term in one line. */

export const SIDE_FIELDS = [
  'underlayDev',
  'underlayAddress',
  'vxlan',
  'vxlanMac',
  'vxlanAddress',
  'bridge',
  'bridgeAddress',
  'endpoint.netns',
  'endpoint.dev',
  'endpoint.port',
  'endpoint.address',
  'endpoint.gateway',
] as const;
export type SideField = (typeof SIDE_FIELDS)[number];
export type SideIndex = 0 | 1;
export const SIDES = [0, 1] as const satisfies readonly SideIndex[];

export const SHARED_FIELDS = ['name', 'vni', 'port', 'mtu'] as const;
export type SharedField = (typeof SHARED_FIELDS)[number];

/** The same dotted path that a Problem's `where.field` has. */
export type FieldPath = SharedField | `sides.${SideIndex}.${SideField}`;

export function sidePath(side: SideIndex, field: SideField): FieldPath {
  return `sides.${side}.${field}`;
}

export const FIELD_PATHS: readonly FieldPath[] = [
  ...SHARED_FIELDS,
  ...SIDES.flatMap((side) => SIDE_FIELDS.map((field) => sidePath(side, field))),
];

/** Fields that only experts change; shown on demand, or when one of them is wrong. */
export const DETAIL_FIELDS: readonly SideField[] = ['vxlanMac', 'endpoint.dev', 'endpoint.port'];

/** What may be left empty; every other field must have a value. */
export const OPTIONAL_FIELDS: readonly SideField[] = ['vxlanAddress', 'bridgeAddress', 'endpoint.gateway'];

export const LABELS: Readonly<Record<SharedField | SideField, string>> = {
  name: 'Overlay name',
  vni: 'VNI',
  port: 'UDP port',
  mtu: 'MTU',
  underlayDev: 'Device',
  underlayAddress: 'Address',
  vxlan: 'VTEP',
  vxlanMac: 'MAC',
  vxlanAddress: 'Address',
  bridge: 'Bridge',
  bridgeAddress: 'Address',
  'endpoint.netns': 'Netns',
  'endpoint.dev': 'veth',
  'endpoint.port': 'Port',
  'endpoint.address': 'Address',
  'endpoint.gateway': 'Gateway',
};

/** A term that the hint line explains; fields, and the few things on the picture that are no field. */
export type Term = SharedField | SideField | 'host' | 'mode' | 'endpoint' | 'flood';

export const TERMS: Readonly<Record<Term, string>> = {
  host: 'Host: one end of the tunnel. Everything drawn in its card is made there, nothing else is touched.',
  mode: 'Mode: one stretched Ethernet segment; one subnet per host with routes between them; or that with every entry written down, as flannel does.',
  name: 'Overlay name: how Overlane lists this link, and how it is taken apart again.',
  vni: 'VNI: the number of the overlay, carried in every packet, 1 to 16777215. Both ends must have the same.',
  port: 'UDP port: where VXLAN packets are sent to. 4789 is the standard, 8472 is what flannel uses. Both ends must have the same.',
  mtu: 'MTU: the largest packet inside the overlay. VXLAN adds 50 bytes over IPv4, 70 over IPv6, so it is the underlay’s less that.',
  underlayDev: 'Underlay: the network that already connects both hosts; this device carries the tunnel’s UDP packets.',
  underlayAddress: 'Underlay address: where the tunnel leaves this host, and where the other host sends to.',
  vxlan: 'VTEP: the tunnel’s end on this host, a device of kind vxlan that wraps Ethernet frames into UDP.',
  vxlanMac: 'MAC: the VTEP’s own hardware address; fixed, so that re-creating the device does not change it.',
  vxlanAddress:
    'Overlay address: the VTEP’s own address in the overlay’s wide prefix; the other host routes through it.',
  bridge: 'Bridge: the switch inside the host that joins the VTEP with local ports.',
  bridgeAddress:
    'Bridge address: the host’s own address on the bridge; the gateway of its subnet where each host has one.',
  'endpoint.netns': 'Netns: a network namespace, a separate network stack on this host, for something to talk from.',
  'endpoint.dev': 'veth: the end of the cable that the namespace sees.',
  'endpoint.port': 'Port: the other end of the cable, plugged into the bridge.',
  'endpoint.address':
    'Endpoint address: address and prefix length inside the namespace. The final ping runs between these.',
  'endpoint.gateway': 'Gateway: where the namespace sends packets for other subnets, usually the bridge’s address.',
  endpoint: 'Endpoint: a namespace with a cable to the bridge, so that the link can be tried from inside. Optional.',
  flood: 'Flood entry: an FDB entry for 00:00:00:00:00:00; broadcast and unknown frames are sent to that VTEP.',
};

/** The last part of a path as a side field, or the shared field itself. */
export function fieldOf(path: FieldPath): SharedField | SideField {
  return path.startsWith('sides.') ? (path.slice('sides.0.'.length) as SideField) : (path as SharedField);
}

/** Whatever on the picture can say a problem: the fields and the two host choosers. */
export type LabelPath = FieldPath | `sides.${SideIndex}.host`;

export function isLabelPath(text: string): text is LabelPath {
  return /^sides\.[01]\.host$/.test(text) || (FIELD_PATHS as readonly string[]).includes(text);
}
