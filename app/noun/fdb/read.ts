import { fdbEntryKey, type FdbEntry } from './row.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { texts } from '../item.ts';
import { readRows, type Parsed, type RowSink } from '../rows.ts';

/** `bridge -j fdb show` (bridge(8); bridge/fdb.c). */
export function parseFdbEntries(items: readonly Json[], netns: string, argv: readonly string[] = []): Parsed<FdbEntry> {
  return readRows('fdb', items, netns, argv, readFdbEntry);
}

/**
 * The hot loop of a large host: no copies, one literal with every field in one order, so that all rows share a shape.
 * `viaIf` is the underlay device by name, `viaIfIndex` when it cannot be named. A dynamic entry has an empty `state`.
 */
export function readFdbEntry(item: JsonObject, netns: string, sink: RowSink<FdbEntry>): void {
  const { mac, ifname: dev, dst, port, vni, src_vni, viaIf, viaIfIndex, nhid, vlan, master, state, flags } = item;
  if (typeof mac !== 'string') return sink.fault('mac');
  if (typeof dev !== 'string') return sink.fault('ifname');
  const row = {
    key: '',
    netns,
    dev,
    mac,
    dst: typeof dst === 'string' ? dst : undefined,
    port: typeof port === 'number' ? port : undefined,
    vni: typeof vni === 'number' ? vni : undefined,
    srcVni: typeof src_vni === 'number' ? src_vni : undefined,
    via: typeof viaIf === 'string' ? viaIf : typeof viaIfIndex === 'number' ? `if${viaIfIndex}` : undefined,
    nhid: typeof nhid === 'number' ? nhid : undefined,
    vlan: typeof vlan === 'number' ? vlan : undefined,
    master: typeof master === 'string' ? master : undefined,
    state: typeof state === 'string' ? state : '',
    flags: texts(flags),
    raw: item,
  };
  row.key = fdbEntryKey(row);
  sink.add(row);
}
