import type { Json, JsonObject } from '../../base/json.ts';
import { neighbourKey, type Neighbour } from './row.ts';
import { keyFlags, text, texts } from '../item.ts';
import { familyOf } from '../../base/ip.ts';
import { readRows, type Parsed, type RowSink } from '../rows.ts';

/** `ip -j neighbour show nud all` and `… show proxy` (ip-neighbour(8); ip/ipneigh.c). */
export function parseNeighbours(
  items: readonly Json[],
  netns: string,
  argv: readonly string[] = [],
): Parsed<Neighbour> {
  return readRows('neighbour', items, netns, argv, readNeighbour);
}

export function readNeighbour(item: JsonObject, netns: string, sink: RowSink<Neighbour>): void {
  const { dst, dev } = item;
  if (typeof dst !== 'string') return sink.fault('dst');
  if (typeof dev !== 'string') return sink.fault('dev');
  const flags = keyFlags(item);
  sink.add({
    key: neighbourKey(netns, dev, dst, flags.includes('proxy')),
    netns,
    dev,
    family: familyOf(dst),
    dst,
    mac: text(item, 'lladdr')?.toLowerCase(),
    state: texts(item['state']).join(','),
    flags,
    protocol: text(item, 'protocol'),
    raw: item,
  });
}
