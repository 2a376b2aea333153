import { addressKey, type Address } from './row.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { keyFlags, text } from '../item.ts';
import { familyOf } from '../../base/ip.ts';
import { isObject, readRows, type Parsed, type RowSink } from '../rows.ts';

/** `ip -j addr show` (ip-address(8); ip/ipaddress.c): a list of links, each with its `addr_info`. */
export function parseAddresses(items: readonly Json[], netns: string, argv: readonly string[] = []): Parsed<Address> {
  return readRows('address', items, netns, argv, readAddresses);
}

export function readAddresses(item: JsonObject, netns: string, sink: RowSink<Address>): void {
  const { ifname: dev, addr_info } = item;
  if (typeof dev !== 'string') return sink.fault('ifname');
  if (addr_info === undefined) return;
  if (!Array.isArray(addr_info)) return sink.fault('addr_info');
  for (const one of addr_info as readonly Json[]) {
    if (isObject(one)) readAddress(one, dev, netns, sink);
    else sink.fault('addr_info');
  }
}

function readAddress(item: JsonObject, dev: string, netns: string, sink: RowSink<Address>): void {
  // A filter leaves `{}` in the list (before 6.17).
  if (Object.keys(item).length === 0) return;
  const { local, prefixlen } = item;
  if (typeof local !== 'string') return sink.fault('local');
  if (typeof prefixlen !== 'number') return sink.fault('prefixlen');
  sink.add({
    key: addressKey(netns, dev, local, prefixlen),
    netns,
    dev,
    family: familyOf(local),
    local,
    prefixlen,
    peer: text(item, 'address'),
    scope: text(item, 'scope') ?? 'global',
    label: text(item, 'label'),
    flags: keyFlags(item),
    raw: item,
  });
}
