import type { BridgeOptions, BridgePort } from './row.ts';
import type { JsonObject } from '../../base/json.ts';
import { isRestless } from '../../base/same.ts';
import { BRIDGE_FIELDS, bridgeWord, type BridgeSpec } from './steps.ts';
import { type PortSpec } from '../port/steps.ts';
import type { Step } from '../../plan/step.ts';
import type { Invocation } from '../../base/argv.ts';
import { flag, number, text } from '../item.ts';

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
    ...Object.fromEntries(PORT_SWITCHES.map((field) => [field, flag(data, PORT_WORDS[field])])),
    mcastRouter: number(data, 'multicast_router'),
    groupFwdMask: mask(data),
    backupPort: text(data, 'backup_port'),
  };
}

/** Printed as `0x8`, or as `0`. */
function mask(data: JsonObject): number | undefined {
  const printed = text(data, 'group_fwd_mask');
  return printed === undefined ? undefined : Number(printed);
}

/** What follows `type bridge` (ip-link(8)); times in the kernel's hundredths. */
export function bridgeArgs(spec: BridgeSpec): readonly string[] {
  return (Object.keys(BRIDGE_FIELDS) as (keyof BridgeSpec)[]).flatMap((name) => {
    return spec[name] === undefined ? [] : [BRIDGE_FIELDS[name].word, bridgeWord(spec, name)];
  });
}

const PORT_WORDS: Readonly<Record<keyof PortSpec, string>> = {
  ...{ state: 'state', cost: 'cost', priority: 'priority', hairpin: 'hairpin', guard: 'guard' },
  ...{ rootBlock: 'root_block', fastleave: 'fastleave', learning: 'learning', flood: 'flood' },
  ...{ proxyArp: 'proxy_arp', proxyArpWifi: 'proxy_arp_wifi', mcastRouter: 'mcast_router' },
  ...{ mcastToUnicast: 'mcast_to_unicast', mcastFlood: 'mcast_flood', bcastFlood: 'bcast_flood' },
  ...{ neighSuppress: 'neigh_suppress', neighVlanSuppress: 'neigh_vlan_suppress', groupFwdMask: 'group_fwd_mask' },
  ...{ vlanTunnel: 'vlan_tunnel', isolated: 'isolated', locked: 'locked', mab: 'mab', backupPort: 'backup_port' },
};

/** Printed under their own word. */
const PORT_SWITCHES = [
  ...(['hairpin', 'guard', 'rootBlock', 'fastleave', 'learning', 'flood', 'proxyArp', 'proxyArpWifi'] as const),
  ...(['mcastToUnicast', 'mcastFlood', 'bcastFlood', 'neighSuppress', 'neighVlanSuppress'] as const),
  ...(['vlanTunnel', 'isolated', 'locked', 'mab'] as const),
];

/** What `bridge link set` has no word for. */
const IP_ONLY: readonly (keyof PortSpec)[] = ['proxyArp', 'proxyArpWifi', 'groupFwdMask'];
/** As numbers, which is all that `ip` takes (`ip/iplink_bridge_slave.c`). */
const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

/** `bridge link set dev NAME …` (bridge(8)), or `ip link set dev NAME type bridge_slave …` (ip-link(8)) where only that can say it. */
export function compilePort({ netns, name, set }: Extract<Step, { do: 'port-set' }>): Invocation {
  const byIp = IP_ONLY.some((field) => set[field] !== undefined);
  const words = (Object.keys(PORT_WORDS) as (keyof PortSpec)[]).flatMap((field) => {
    const value = set[field];
    if (value === undefined) return [];
    if (value === null) return ['nobackup_port'];
    const said = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return [PORT_WORDS[field], byIp && field === 'state' ? String(STATES.indexOf(said)) : said];
  });
  const args = ['link', 'set', 'dev', name, ...(byIp ? ['type', 'bridge_slave'] : []), ...words];
  return { tool: byIp ? 'ip' : 'bridge', netns, args };
}
