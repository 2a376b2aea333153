import type { BridgeOptions, BridgePort } from '../model/bridge.ts';
import type { JsonObject } from '../model/json.ts';
import { isRestless } from '../model/same.ts';
import { BRIDGE_FIELDS, type BridgeSpec, type PortSpec } from '../plan/bridge.ts';
import type { Step } from '../plan/step.ts';
import type { Invocation } from './argv.ts';
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

/** What follows `type bridge` (ip-link(8)); times in the kernel's hundredths. */
export function bridgeArgs(spec: BridgeSpec): readonly string[] {
  return (Object.keys(BRIDGE_FIELDS) as (keyof BridgeSpec)[]).flatMap((name) => {
    const { word, scale } = BRIDGE_FIELDS[name];
    return spec[name] === undefined ? [] : [word, String(Math.round(Number(spec[name]) * scale))];
  });
}

const PORT_WORDS: Readonly<Record<keyof PortSpec, string>> = {
  ...{ state: 'state', cost: 'cost', priority: 'priority', hairpin: 'hairpin', learning: 'learning', flood: 'flood' },
  ...{ neighSuppress: 'neigh_suppress', isolated: 'isolated' },
};

/** `bridge link set dev NAME …` (bridge(8)). */
export function compilePort({ netns, name, set }: Extract<Step, { do: 'port-set' }>): Invocation {
  const words = (Object.keys(PORT_WORDS) as (keyof PortSpec)[]).flatMap((field) => {
    const value = set[field];
    if (value === undefined) return [];
    return [PORT_WORDS[field], typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)];
  });
  return { tool: 'bridge', netns, args: ['link', 'set', 'dev', name, ...words] };
}
