import * as v from 'valibot';
import { ROUTE, type Fields } from '../words.ts';
import type { Route } from './row.ts';
import { canonicalIp, familyOf, networkOf, printedPrefix } from '../../base/ip.ts';
import { elsewhereThan } from './ways.ts';
import { isOwnRoute, routeDelStepOf, routeFields } from './steps.ts';
import {
  checked,
  missingLink,
  missingNetns,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';

const noun = v.literal('route');
const { netns, family, dst, via, dev, metric, type, table } = routeFields;

/** `set` puts a route in the place of the one with the same prefix, table and metric. */
export const RouteItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...routeFields }),
  v.strictObject({ noun, verb: v.literal('set'), ...routeFields }),
  v.strictObject({ noun, verb: v.literal('del'), netns, family, dst, via, dev, metric, type, table }),
]);
export type RouteItem = v.InferOutput<typeof RouteItem>;

export function editRoute(item: RouteItem, facts: EditFacts): EditOutcome {
  const rows = facts.tables.route.filter((row) => isAsked(row, item));
  if (item.verb === 'del') return remove(item, facts, rows);
  const { noun: _noun, verb, ...fields } = item;
  const rival = rows.find(isOwnRoute) ?? rows[0];
  const taken =
    verb === 'add' && rival !== undefined
      ? [
          wrong(
            facts,
            'dst',
            'Destination',
            `there is already a route to ${item.dst}${rival.dev === undefined ? '' : ` through ${rival.dev}`}; change it, or give another metric`,
          ),
        ]
      : [];
  const step = { ...fields, do: verb === 'add' ? ('route-add' as const) : ('route-replace' as const) };
  const through = item.via === undefined ? (item.dev ?? item.type ?? 'several next hops') : item.via;
  return checked([...wrongRoute(item, facts), ...taken], () => [
    wish(step, `${item.dst} is reached through ${through}.`),
  ]);
}

function remove(item: Extract<RouteItem, { verb: 'del' }>, facts: EditFacts, rows: readonly Route[]): EditOutcome {
  const asked = rows.filter(
    (row) => (item.dev === undefined || row.dev === item.dev) && (item.via === undefined || row.gateway === item.via),
  );
  const [row] = asked;
  if (row === undefined)
    return { problems: [wrong(facts, 'dst', 'Destination', `there is no such route to ${item.dst}`)], wishes: [] };
  return checked([], () => [wish(routeDelStepOf(row), `No own way to ${item.dst} any more.`)]);
}

/** Same prefix and table; the metric too where the item or the family decides it. */
function isAsked(row: Route, item: RouteItem): boolean {
  const { table = 'main', metric, family } = item;
  if (row.netns !== item.netns || row.family !== family || row.table !== table) return false;
  if (row.dst !== printedPrefix(item.dst)) return false;
  if (item.verb === 'del') return metric === undefined || (row.metric ?? 0) === metric;
  const wanted = metric === undefined || metric === 0 ? (family === 'inet6' ? 1024 : 0) : metric;
  return (row.metric ?? 0) === wanted;
}

function wrongRoute(item: Exclude<RouteItem, { verb: 'del' }>, facts: EditFacts) {
  const { netns, family, dst, via, dev, src, type = 'unicast', nexthops, onlink } = item;
  const hops = [
    { via, dev, onlink, at: '' },
    ...(nexthops ?? []).map((hop, at) => ({ ...hop, at: `nexthops.${at}.` })),
  ];
  if (dst !== 'default' && familyOf(dst) !== family)
    return [wrong(facts, 'dst', 'Destination', `is not an ${family === 'inet' ? 'IPv4' : 'IPv6'} prefix`)];
  if (dst !== 'default' && printedPrefix(networkOf(dst)) !== printedPrefix(dst))
    return [wrong(facts, 'dst', 'Destination', `has bits beyond its length; the prefix is ${networkOf(dst)}`)];
  if (nexthops !== undefined && (via !== undefined || dev !== undefined))
    return [wrong(facts, 'nexthops', 'Next hops', 'stand instead of a gateway and a device')];
  if (type !== 'unicast' && hops.some((hop) => hop.via !== undefined || hop.dev !== undefined))
    return [wrong(facts, 'type', 'Type', `a ${type} route leads nowhere`)];
  if (type === 'unicast' && nexthops === undefined && via === undefined && dev === undefined)
    return [wrong(facts, 'via', 'Gateway', 'a route needs a gateway or a device')];
  if (src !== undefined && !facts.tables.address.some((row) => row.netns === netns && row.local === src))
    return [wrong(facts, 'src', 'Source', `no device there has ${src}`)];
  return [...missingNetns(facts, netns), ...hops.flatMap((hop) => wrongHop(hop, item, facts))];
}

function wrongHop(
  hop: { readonly via?: string; readonly dev?: string; readonly onlink?: boolean; readonly at: string },
  { netns, family }: RouteItem,
  facts: EditFacts,
) {
  const { via, dev, at, onlink } = hop;
  if (via !== undefined && family === 'inet6' && familyOf(via) !== 'inet6')
    return [wrong(facts, `${at}via`, 'Gateway', 'an IPv6 route needs an IPv6 gateway')];
  // The kernel: "Nexthop has invalid gateway".
  if (via !== undefined && facts.tables.address.some((row) => row.netns === netns && row.local === canonicalIp(via)))
    return [wrong(facts, `${at}via`, 'Gateway', 'is an address of this host itself')];
  if (onlink === true && dev === undefined) return [wrong(facts, `${at}dev`, 'Device', 'onlink needs the device')];
  if (dev === undefined) return [];
  const elsewhere =
    onlink === true && via !== undefined
      ? elsewhereThan(facts.tables.route, netns, { via: canonicalIp(via), dev })
      : undefined;
  if (elsewhere !== undefined)
    return [
      wrong(
        facts,
        `${at}via`,
        'Gateway',
        `is behind ${behindText(elsewhere)} here; the kernel wants it on ${dev} or known to no route`,
      ),
    ];
  const missing = missingLink(facts, netns, dev, `${at}dev`);
  const link = facts.tables.link.find((row) => row.netns === netns && row.name === dev);
  return link !== undefined && !link.up
    ? [wrong(facts, `${at}dev`, 'Device', `${dev} is down; the kernel routes only through devices that are up`)]
    : missing;
}

function behindText({ type, dev, nexthops }: Pick<Route, 'type' | 'dev' | 'nexthops'>): string {
  return type === 'unicast' ? (dev ?? nexthops[0]?.dev ?? 'another device') : `a route of type ${type}`;
}

export const routeEditing: Editing<RouteItem> = {
  noun: 'route',
  titles: ['route to', 'routes'],
  item: RouteItem,
  edit: editRoute,
  subject: ({ dst }) => dst,
  words: { first: 'dst', words: ROUTE, whole: withFamily },
};

function withFamily(item: Fields): Fields {
  const hops = item['nexthops'] as readonly Fields[] | undefined;
  const told = [item['dst'] === 'default' ? undefined : item['dst'], item['via'], hops?.[0]?.['via'], item['src']];
  const address = told.find((one) => typeof one === 'string');
  return { family: familyOf(address === undefined ? '' : (address as string)), ...item };
}
