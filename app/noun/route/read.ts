import type { Json, JsonObject } from '../../base/json.ts';
import { routeKey, type Nexthop, type Route } from './row.ts';
import { number, object, text, texts } from '../item.ts';
import { familyOf } from '../../base/ip.ts';
import { isObject, readRows, type Parsed, type Reader, type RowSink } from '../rows.ts';

type Family = Route['family'];

/**
 * `ip -4|-6 -d -j route show table all` (ip-route(8); ip/iproute.c). Without `-d`, `type` is left out for unicast;
 * `table` is left out for main when a filter named it (recorded in `red-route.json`).
 */
export function parseRoutes(items: readonly Json[], netns: string, argv: readonly string[] = []): Parsed<Route> {
  return readRows('route', items, netns, argv, routeReader(argv));
}

/** The listing's family decides only where the route itself does not show it (`default` without a gateway). */
/**
 * A route that encapsulates prints `dst` twice in one object, its prefix and the tunnel's far end (ip/iproute_lwtunnel.c, 6.1 to 6.17):
 * of the two JSON keeps the last, and the route would seem to lead somewhere else. What follows `encap` is named apart before it is parsed.
 */
const ENCAPSULATED = /("encap":"\w+",(?:"\w+":(?:"[^"]*"|[-\d.]+|\[[^\]]*\]),)*?)"dst":/g;

export function nameEncapApart(listing: string): string {
  return listing.includes('"encap":') ? listing.replace(ENCAPSULATED, '$1"encap_dst":') : listing;
}

export function routeReader(argv: readonly string[]): Reader<Route> {
  const listed: Family = argv.includes('-6') ? 'inet6' : 'inet';
  return (item, netns, sink) => readRoute(item, netns, sink, listed);
}

function readRoute(item: JsonObject, netns: string, sink: RowSink<Route>, listed: Family): void {
  const { dst } = item;
  if (typeof dst !== 'string') return sink.fault('dst');
  const nexthops = item['nexthops'];
  const row = {
    key: '',
    netns,
    family: routeFamily(item, dst, listed),
    type: text(item, 'type') ?? 'unicast',
    dst,
    gateway: gatewayOf(item),
    dev: text(item, 'dev'),
    table: tableOf(item),
    protocol: text(item, 'protocol'),
    scope: text(item, 'scope'),
    prefsrc: text(item, 'prefsrc'),
    metric: number(item, 'metric'),
    flags: texts(item['flags']),
    encap: text(item, 'encap'),
    nhid: number(item, 'nhid'),
    nexthops: Array.isArray(nexthops) ? (nexthops as readonly Json[]).filter(isObject).map(readNexthop) : [],
    raw: item,
  };
  row.key = routeKey(row);
  sink.add(row);
}

/** `table all` without a family lists both (recorded in `route-v4.json`); `pref` is printed for IPv6 only. */
function routeFamily(item: JsonObject, dst: string, listed: Family): Family {
  if (dst !== 'default') return familyOf(dst);
  if ('pref' in item) return 'inet6';
  const gateway = text(item, 'gateway');
  return gateway === undefined ? listed : familyOf(gateway);
}

/** An IPv4 route through an IPv6 gateway prints `via: {family, host}` instead of `gateway`. */
function gatewayOf(item: JsonObject): string | undefined {
  const via = object(item, 'via');
  return text(item, 'gateway') ?? (via && text(via, 'host'));
}

function tableOf(item: JsonObject): string {
  const { table } = item;
  return typeof table === 'string' ? table : typeof table === 'number' ? String(table) : 'main';
}

function readNexthop(item: JsonObject): Nexthop {
  return {
    gateway: gatewayOf(item),
    dev: text(item, 'dev'),
    weight: number(item, 'weight') ?? 1,
    flags: texts(item['flags']),
  };
}
