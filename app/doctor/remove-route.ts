/** Taking away a route that leads astray. */
import type { EditItem } from '../noun/items.ts';
import type { HostId } from '../base/host.ts';
import type { Route } from '../noun/route/row.ts';
import { edit, type Fix } from './finding.ts';
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
  const typed = type === 'blackhole' || type === 'unreachable' || type === 'prohibit' ? { type } : {};
  // A route that drops has no device that could be named.
  const item = { ...place, ...('type' in typed ? {} : how), ...typed } as EditItem;
  return edit(`Remove the route ${routeLine(row)}`, host, item);
}
