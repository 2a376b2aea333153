import type { BridgePort } from '../bridge/row.ts';
import type { JsonObject } from '../../base/json.ts';
import { flag, number, text } from '../item.ts';
import { PORT_WORDS } from './words.ts';

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

/** Printed under their own word. */
const PORT_SWITCHES = [
  ...(['hairpin', 'guard', 'rootBlock', 'fastleave', 'learning', 'flood', 'proxyArp', 'proxyArpWifi'] as const),
  ...(['mcastToUnicast', 'mcastFlood', 'bcastFlood', 'neighSuppress', 'neighVlanSuppress'] as const),
  ...(['vlanTunnel', 'isolated', 'locked', 'mab'] as const),
];
