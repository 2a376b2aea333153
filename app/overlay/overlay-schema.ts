/** The JSON Schema of `overlay.yaml`, for editors that complete and check while one writes (`resources/overlay.schema.json`). */
import { OVERLAY_MODES } from './overlay.ts';

const IFNAME = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$';
const IP = '^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$';
const CIDR = '^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/[0-9]{1,3}$';

const text = (pattern: string, description: string) => ({ type: 'string', pattern, description });
const whole = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});
const list = (items: object, maxItems: number, description: string, minItems = 0) => ({
  type: 'array',
  items,
  minItems,
  maxItems,
  description,
});
const flag = (description: string) => ({ type: 'boolean', description });
const block = (properties: Record<string, object>, required: readonly string[], description?: string) => ({
  ...{ type: 'object', additionalProperties: false, properties, required },
  ...(description !== undefined && { description }),
});

/** JSON Schema draft 2020-12. Addresses are checked for their form only; reading the file checks them whole. */
export function overlayJsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Overlane overlay',
    ...block(
      {
        name: text('^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$', 'By which the overlay is known.'),
        mode: {
          enum: [...OVERLAY_MODES],
          description:
            'bridged: one network; routed: a network a host; flannel: the same without learning, with entries for every peer; found: as it was when it was adopted.',
        },
        vni: whole(
          0,
          16777215,
          'VXLAN network identifier; 0 only in found mode, for devices that take it packet by packet.',
        ),
        port: whole(1, 65535, 'UDP port; 4789, and 8472 in flannel mode, when left out.'),
        mtu: whole(68, 65535, 'Of tunnels, bridges and endpoints: the least underlay minus 50, or 70 over IPv6.'),
        prefixes: list(text(CIDR, 'A network like 10.42.0.0/16.'), 2, 'The whole overlay, one network a family.'),
        learning: flag('Whether tunnels learn MAC addresses from packets; off in flannel mode.'),
        gbp: flag('Group based policy.'),
        directRouting: flag('flannel mode: plain routes to peers on the same underlay subnet.'),
        txChecksumOff: flag(
          'Turns tx-checksum-ip-generic of the tunnels off: kernels before 5.7 send wrong checksums through NAT. Off by default.',
        ),
        members: { type: 'array', minItems: 1, items: member(), description: 'The hosts.' },
      },
      ['name', 'mode', 'members'],
    ),
  };
}

function member(): object {
  const tunnel = block(
    {
      name: text(IFNAME, 'The tunnel device.'),
      mac: text('^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$', 'Its MAC address; by hash when left out.'),
      netns: text('^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$', 'found mode: the namespace that it is in.'),
      local: text(IP, 'The underlay address it leaves from; its family is the outer family.'),
      addresses: list(
        text(CIDR, 'An address with length.'),
        2,
        'Its own addresses, where they are not the usual ones.',
      ),
      unsaid: list({ enum: ['dev', 'local'] }, 2, 'Options that the device does without, as one made by hand may.'),
    },
    [],
  );
  const endpoint = block(
    {
      netns: text('^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$', 'The namespace.'),
      dev: text(IFNAME, 'The veth inside the namespace.'),
      port: text(IFNAME, 'Its other end, a port of the bridge.'),
      addresses: list(text(CIDR, 'An address with length.'), 2, 'At most one a family.', 1),
      gateways: list(text(IP, 'An address.'), 2, 'Where its default routes lead, where that is not the bridge.'),
    },
    ['netns', 'dev', 'port', 'addresses'],
  );
  return block(
    {
      host: text(
        '^(local|lab:[A-Za-z0-9_.-]{1,63}|ssh:[A-Za-z0-9_.@:\\[\\]-]{1,255})$',
        'local, lab:NAME or ssh:ALIAS.',
      ),
      dev: text(IFNAME, 'The underlay device.'),
      tunnels: list(tunnel, 2, 'One; two in a dual-stack flannel overlay.', 1),
      bridge: text(IFNAME, 'The bridge that endpoints plug into.'),
      subnets: list(
        text(CIDR, 'A network.'),
        2,
        'The networks behind this host, one of each prefix; none in bridged mode.',
      ),
      gateways: list(
        text(IP, 'An address.'),
        2,
        "The bridge's addresses, where they are not the second of each network.",
      ),
      addresses: list(
        text(CIDR, 'An address with length.'),
        2,
        'bridged mode: what the host itself has on the bridge.',
      ),
      endpoint: {
        anyOf: [endpoint, { type: 'boolean' }, { type: 'null' }],
        description: 'A namespace to talk from; false for none.',
      },
      rows: list({ type: 'object' }, 20_000, 'found mode: what is kept, in the order to make it again.'),
    },
    ['host'],
  );
}
