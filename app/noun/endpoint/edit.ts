/** An endpoint in one go: a namespace, a cable to a bridge, an address and a way out. */
import * as v from 'valibot';
import { ENDPOINT } from '../words.ts';
import { Cidr, Ifname, IpAddress, Mtu, NetnsName } from '../../base/field.ts';
import { contains, familyOf, isHostAddress, networkOf } from '../../base/ip.ts';
import type { Wish } from '../step.ts';
import { macOf } from '../../base/hash.ts';
import type { Problem } from '../../problem/problem.ts';
import {
  checked,
  linkAt,
  takenName,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';

const noun = v.literal('endpoint');
export const EndpointItem = v.strictObject({
  noun,
  verb: v.literal('add'),
  /** Made when it is not there. */
  netns: NetnsName,
  /** The end inside the namespace, and the one on the bridge. */
  dev: Ifname,
  port: Ifname,
  bridge: Ifname,
  address: Cidr,
  gateway: v.optional(IpAddress),
  mtu: v.optional(Mtu),
});
export type EndpointItem = v.InferOutput<typeof EndpointItem>;

export function editEndpoint(item: EndpointItem, facts: EditFacts): EditOutcome {
  const { netns, dev, port, bridge, address, gateway } = item;
  const master = linkAt(facts, '', bridge);
  const problems = [
    ...(master?.kind === 'bridge' ? [] : [wrong(facts, 'bridge', 'Bridge', `there is no bridge ${bridge}`)]),
    ...takenName(facts, '', port, 'port'),
    ...takenName(facts, netns, dev, 'dev'),
    // Both ends are in the host's namespace for a moment.
    ...(dev === port || dev === 'lo'
      ? [wrong(facts, 'dev', 'Veth in the namespace', `${dev} cannot be used here`)]
      : []),
    ...(isHostAddress(address)
      ? []
      : [wrong(facts, 'address', 'Address', `${address} is the network's or the broadcast address`)]),
    ...(gateway === undefined || contains(networkOf(address), gateway)
      ? []
      : [wrong(facts, 'gateway', 'Gateway', `must be in ${networkOf(address)}`)]),
    ...wayOutTaken(item, facts),
  ];
  return checked(problems, () => endpointWishes(item, master?.mtu ?? 1500, facts));
}

/** A namespace that is there may have its way out already. */
function wayOutTaken({ netns, gateway }: EndpointItem, facts: EditFacts): readonly Problem[] {
  if (gateway === undefined) return [];
  const family = familyOf(gateway);
  const first = family === 'inet6' ? 1024 : 0;
  const rival = facts.tables.route.find(
    (row) =>
      row.netns === netns &&
      row.family === family &&
      row.table === 'main' &&
      row.dst === 'default' &&
      (row.metric ?? 0) === first,
  );
  if (rival === undefined) return [];
  const through = rival.dev === undefined ? '' : ` through ${rival.dev}`;
  return [wrong(facts, 'gateway', 'Gateway', `must stay empty: ${netns} has a default route${through} already`)];
}

function endpointWishes(item: EndpointItem, bridgeMtu: number, { host }: EditFacts): readonly Wish[] {
  const { netns, dev, port, bridge, address, gateway, mtu = bridgeMtu } = item;
  const mac = (where: string, name: string) => macOf(`${host}|${where}|${name}`);
  const far = { name: dev, netns, mac: mac(netns, dev), mtu };
  const cable = { do: 'link-add-veth', netns: '', name: port, mac: mac('', port), mtu, peer: far } as const;
  const route =
    gateway === undefined
      ? []
      : [
          wish(
            { do: 'route-add', netns, family: familyOf(gateway), dst: 'default', via: gateway, dev, onlink: true },
            'Everything else goes through the bridge.',
          ),
        ];
  return [
    wish({ do: 'netns-add', name: netns }, 'A namespace to talk from.'),
    wish(cable, 'A cable: one end here, one inside the namespace.'),
    wish({ do: 'link-set-master', netns: '', name: port, master: bridge }, 'Plug its near end into the bridge.'),
    wish({ do: 'link-set-up', netns: '', name: port, up: true }, 'Start the near end.'),
    wish({ do: 'link-set-up', netns, name: 'lo', up: true }, "Start the namespace's loopback."),
    wish({ do: 'address-add', netns, dev, address }, "The endpoint's address."),
    wish({ do: 'link-set-up', netns, name: dev, up: true }, 'Start the far end.'),
    ...route,
  ];
}

export const endpointEditing: Editing<EndpointItem> = {
  noun: 'endpoint',
  titles: ['endpoint', 'endpoints'],
  item: EndpointItem,
  edit: editEndpoint,
  subject: ({ netns }) => netns,
  words: { first: 'netns', words: ENDPOINT },
};
