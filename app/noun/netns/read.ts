import type { Json, JsonObject } from '../../base/json.ts';
import { netnsKey, type Netns } from './row.ts';
import { number } from '../item.ts';
import { readRows, type Parsed, type RowSink } from '../rows.ts';

/** `ip -j netns list` (ip-netns(8)): `id` is there once something has assigned one. */
export function parseNetns(items: readonly Json[], netns: string, argv: readonly string[] = []): Parsed<Netns> {
  return readRows('netns', items, netns, argv, readNetns);
}

export function readNetns(item: JsonObject, _netns: string, sink: RowSink<Netns>): void {
  const { name } = item;
  if (typeof name !== 'string' || name === '') return sink.fault('name');
  sink.add({ key: netnsKey(name), name, nsid: number(item, 'id'), raw: item });
}
