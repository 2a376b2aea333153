import { bridgeVlanKey, type BridgeVlan } from './row.ts';
import type { JsonObject } from '../../base/json.ts';
import { number, text, texts } from '../item.ts';
import { isObject, type RowSink } from '../rows.ts';

/**
 * One port of `bridge -j -compressvlans vlan show` (bridge/vlan.c): its VLANs stand inside it. The same from 5.15 to 6.17, and a port
 * without VLANs is not listed; a range without flags prints an empty list, a single VLAN without flags none (6.1).
 */
export function readBridgeVlans(item: JsonObject, netns: string, sink: RowSink<BridgeVlan>): void {
  const dev = text(item, 'ifname');
  const vlans = item['vlans'];
  if (dev === undefined) return sink.fault('ifname');
  if (!Array.isArray(vlans)) return sink.fault('vlans');
  for (const one of vlans) {
    const vid = isObject(one) ? number(one, 'vlan') : undefined;
    if (!isObject(one) || vid === undefined) sink.fault('vlan');
    else sink.add(rowOf(one, vid, netns, dev));
  }
}

function rowOf(one: JsonObject, vid: number, netns: string, dev: string): BridgeVlan {
  const flags = texts(one['flags']);
  return {
    key: bridgeVlanKey(netns, dev, vid),
    ...{ netns, dev, vid },
    vidEnd: number(one, 'vlanEnd') ?? vid,
    pvid: flags.includes('PVID'),
    untagged: flags.includes('Egress Untagged'),
    raw: one,
  };
}
