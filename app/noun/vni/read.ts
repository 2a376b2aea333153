import type { JsonObject } from '../../base/json.ts';
import { vniKey, type VniRange } from './row.ts';
import { number, text } from '../item.ts';
import { isObject, type RowSink } from '../rows.ts';

/** One device of `bridge -j vni show` (bridge/vni.c, since 5.19): its VNIs stand inside it. */
export function readVnis(item: JsonObject, netns: string, sink: RowSink<VniRange>): void {
  const dev = text(item, 'ifname');
  const vnis = item['vnis'];
  if (dev === undefined) return sink.fault('ifname');
  if (!Array.isArray(vnis)) return sink.fault('vnis');
  for (const one of vnis) {
    const vni = isObject(one) ? number(one, 'vni') : undefined;
    if (!isObject(one) || vni === undefined) sink.fault('vni');
    else sink.add(rowOf(one, vni, netns, dev));
  }
}

function rowOf(one: JsonObject, vni: number, netns: string, dev: string): VniRange {
  return {
    key: vniKey(netns, dev, vni),
    ...{ netns, dev, vni },
    vniEnd: number(one, 'vniEnd') ?? vni,
    remote: text(one, 'remote'),
    group: text(one, 'group'),
    raw: one,
  };
}
