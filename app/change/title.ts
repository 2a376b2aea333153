/** What a plan is called in the preview and in the history. */
import { hostName } from '../base/host.ts';
import { vidText } from '../noun/vlan/row.ts';
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import type { EditIntent, EditItem } from './intent.ts';

const VERBS = { add: 'Add', set: 'Change', del: 'Delete' } as const;
const NOUNS: Readonly<Record<EditItem['noun'], readonly [one: string, many: string]>> = {
  vxlan: ['VXLAN device', 'VXLAN devices'],
  bridge: ['bridge', 'bridges'],
  port: ['port', 'ports'],
  vlan: ['VLAN', 'VLANs'],
  veth: ['veth', 'veths'],
  link: ['link', 'links'],
  netns: ['namespace', 'namespaces'],
  endpoint: ['endpoint', 'endpoints'],
  address: ['address', 'addresses'],
  route: ['route to', 'routes'],
  fdb: ['FDB entry', 'FDB entries'],
  neighbour: ['neighbour', 'neighbours'],
};

export function titleOf({ host, items }: EditIntent): string {
  const [first] = items;
  if (first === undefined) return `Change ${hostName(host)}`;
  const [one, many] = NOUNS[first.noun];
  const alike = items.every(({ noun, verb }) => noun === first.noun && verb === first.verb);
  if (items.length === 1) return `${VERBS[first.verb]} ${one} ${subjectOf(first)} on ${hostName(host)}`;
  return alike
    ? `${VERBS[first.verb]} ${items.length} ${many} on ${hostName(host)}`
    : `${items.length} changes on ${hostName(host)}`;
}

function subjectOf(item: EditItem): string {
  switch (item.noun) {
    case 'address':
      return `${item.address} on ${item.dev}`;
    case 'route':
      return item.dst;
    case 'fdb':
      return `${item.mac === FLOOD_MAC ? 'flood' : item.mac}${item.dst === undefined ? '' : ` to ${item.dst}`} on ${item.dev}`;
    case 'neighbour':
      return `${item.dst} on ${item.dev}`;
    case 'vlan':
      return `${vidText({ vid: item.vid, vidEnd: item.vidEnd ?? item.vid })} on ${item.dev}`;
    case 'endpoint':
      return item.netns;
    default:
      return item.name;
  }
}
