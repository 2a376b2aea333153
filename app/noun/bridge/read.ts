import type { BridgeOptions } from './row.ts';
import type { JsonObject } from '../../base/json.ts';
import { isRestless } from '../../base/same.ts';
import { BRIDGE_FIELDS, bridgeWord, type BridgeSpec } from './steps.ts';
import { flag, number } from '../item.ts';

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

/** What follows `type bridge` (ip-link(8)); times in the kernel's hundredths. */
export function bridgeArgs(spec: BridgeSpec): readonly string[] {
  return (Object.keys(BRIDGE_FIELDS) as (keyof BridgeSpec)[]).flatMap((name) => {
    return spec[name] === undefined ? [] : [BRIDGE_FIELDS[name].word, bridgeWord(spec, name)];
  });
}
