/** Taking away a route that leads astray. */
import type { EditItem } from '../noun/items.ts';
import type { HostId } from '../base/host.ts';
import { isRefusing, type Route } from '../noun/route/row.ts';
import type { JsonObject } from '../base/json.ts';
import type { HostFacts } from './facts.ts';
import { at, command, edit, type Fix } from './finding.ts';
import { networkOfAddress } from './world.ts';
import { routeLine } from './lookup.ts';

/** Not what an address brings, nor the way out of the host. */
export function isRemovable({ protocol, type, dst, table }: Route): boolean {
  return protocol !== 'kernel' && type !== 'local' && dst !== 'default' && table === 'main';
}

export function removeRoute(host: HostId, row: Route): Fix {
  const { netns, family, dst, dev, gateway, metric, type } = row;
  const prefix = dst.includes('/') ? dst : `${dst}/${family === 'inet' ? 32 : 128}`;
  const place = { noun: 'route', verb: 'del', netns, family, dst: prefix } as const;
  const how = {
    ...(dev !== undefined && { dev }),
    ...(gateway !== undefined && { via: gateway }),
    ...(metric !== undefined && { metric }),
  };
  const typed = isRefusing(type) ? { type } : {};
  // A route that drops has no device that could be named.
  const item = { ...place, ...('type' in typed ? {} : how), ...typed } as EditItem;
  return edit(`Remove the route ${routeLine(row)}`, host, item);
}

/** What an address brought goes with it. */
export function addressAway(
  { facts, host, netns }: { readonly facts: HostFacts; readonly host: HostId; readonly netns: string },
  row: Route,
): Fix | undefined {
  if (row.protocol !== 'kernel' || row.dev === undefined) return undefined;
  const address = facts.tables.address.find(
    (one) => one.netns === netns && one.dev === row.dev && networkOfAddress(one) === row.dst,
  );
  if (address === undefined) return undefined;
  const text = `${address.local}/${address.prefixlen}`;
  return edit(`Take ${text} off ${row.dev}`, host, {
    noun: 'address',
    verb: 'del',
    netns,
    dev: row.dev,
    address: text,
  });
}

export function removeRule(host: HostId, netns: string, family: Route['family'], rule: JsonObject): Fix {
  const words = family === 'inet6' ? 'ip -6 rule del' : 'ip rule del';
  return command('Remove the rule', host, at(netns, `${words} priority ${String(rule['priority'] ?? '')}`));
}
