import type { BridgeOptions, BridgePort } from '../bridge/row.ts';
import type { DurableRow } from '../durable.ts';
import type { Link } from './row.ts';
import type { VxlanOptions } from '../vxlan/row.ts';

/** What spanning tree and the first port decide, not the person who made the bridge. */
const DERIVED_BRIDGE_OPTIONS = [
  ...[
    'bridge_id',
    'root_id',
    'root_port',
    'root_path_cost',
    'topology_change',
    'topology_change_detected',
    'fdb_n_learned',
  ],
];

/** A link as it was made and set: without its index, its operational state and whatever timers print. */
export function durableLink(link: Link): DurableRow {
  const { key, netns, kind, up, mtu, mac, master, peer, group, alias, altnames, addrgenmode, settings, queues, vxlan } =
    link;
  return {
    key,
    name: netns === '' ? link.name : `${link.name} in ${netns}`,
    ...{ kind, up, mtu, mac, master, peer, group, alias, altnames, addrgenmode, settings, queues },
    vxlan: vxlan && durableVxlan(vxlan),
    bridge: link.bridge && durableBridge(link.bridge),
    port: link.port && durablePort(link.port),
  };
}

/** Which bits are reserved is printed by iproute2 ≥ 6.15 and differs by who made the same device (seen: `ip` and networkd 257). */
function durableVxlan({ reservedBits: _, ...options }: VxlanOptions) {
  return options;
}

/** While the topology changes, spanning tree sets the ageing to twice the forward delay (`__br_set_topology_change`, seen on 6.18). */
function durableBridge({ options, ageing, ...bridge }: BridgeOptions) {
  const derived = bridge.stp ? [...DERIVED_BRIDGE_OPTIONS, 'ageing_time'] : DERIVED_BRIDGE_OPTIONS;
  const kept = Object.entries(options).filter(([name]) => !derived.includes(name));
  return { ...bridge, ...(bridge.stp ? {} : { ageing }), options: Object.fromEntries(kept) };
}

/** State and cost follow the carrier: 100 before the port has a speed, 2 after. */
function durablePort({ state: _, cost: __, ...set }: BridgePort) {
  return set;
}
