import type { BridgeOptions, BridgePort } from '../model/bridge.ts';
import type { JsonObject } from '../model/json.ts';
import { isRestless } from '../model/same.ts';
import { flag, number, text } from './field.ts';

/** `linkinfo.info_data` of a bridge (ip/iplink_bridge.c). Timers tick by themselves and are left to `raw`. */
export function readBridge(data: JsonObject): BridgeOptions {
  const ageing = number(data, 'ageing_time');
  return {
    stp: flag(data, 'stp_state') ?? false,
    vlanFiltering: flag(data, 'vlan_filtering') ?? false,
    ageing: ageing === undefined ? undefined : ageing / 100,
    options: Object.fromEntries(Object.entries(data).filter(([name]) => !isRestless(name))),
  };
}

/** `linkinfo.info_slave_data` of a bridge port (ip/iplink_bridge_slave.c); the same facts as `bridge -d link`. */
export function readBridgePort(data: JsonObject): BridgePort {
  return {
    state: text(data, 'state') ?? 'unknown',
    cost: number(data, 'cost'),
    priority: number(data, 'priority'),
    hairpin: flag(data, 'hairpin'),
    learning: flag(data, 'learning'),
    flood: flag(data, 'flood'),
    neighSuppress: flag(data, 'neigh_suppress'),
    isolated: flag(data, 'isolated'),
  };
}
