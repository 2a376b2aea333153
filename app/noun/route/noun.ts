import { routeEditing, type RouteItem } from './edit.ts';
import type { Noun } from '../noun.ts';
import { inside, linkPlace, onLink } from '../place.ts';
import { compileRoute, routeFitsBatch } from './argv.ts';
import { nameEncapApart, routeReader } from './read.ts';
import { durableRoutes, routeKey, type Route } from './row.ts';
import {
  invertRoute,
  isOwnRoute,
  isRival,
  routeHolds,
  RouteStep,
  routeStepOf,
  simulateRoute,
  wrongRoute,
} from './steps.ts';
import { isReplacedInOne } from './ways.ts';

/** Routes, in any table. */
export const route: Noun<'route', Route, RouteStep, RouteItem> = {
  id: 'route',
  titles: { one: 'route', many: 'routes', of: 'route' },
  row: {
    keyOf: routeKey,
    fields: {
      ...{ netns: 'text', family: 'text', type: 'text', dst: 'text', gateway: 'text?', dev: 'text?', table: 'text' },
      ...{ protocol: 'text?', scope: 'text?', prefsrc: 'text?', metric: 'number?', flags: 'list', nexthops: 'objects' },
      encap: 'text?',
      nhid: 'number?',
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['type', ({ type }) => (type === 'unicast' ? '' : type)],
      ['dst', ({ dst }) => dst],
      ['via', ({ gateway, nexthops }) => gateway ?? nexthops.map((hop) => hop.gateway ?? hop.dev ?? '').join(' ')],
      ['dev', ({ dev }) => dev],
      ['table', ({ table }) => table],
      ['proto', ({ protocol }) => protocol],
      ['metric', ({ metric }) => metric],
      ['src', ({ prefsrc }) => prefsrc],
      ['nhid', ({ nhid }) => nhid],
      ['flags', ({ flags }) => flags.join(' ')],
    ],
    durable: durableRoutes,
    isSet: isOwnRoute,
    // One with several next hops goes when all of them do; IPv4 ones with their source address (`fib_sync_down_addr`, 6.18).
    goesWith: (row, gone) =>
      gone.link(row.netns, row.dev) ||
      (row.nexthops.length > 0 && row.nexthops.every(({ dev }) => gone.link(row.netns, dev))) ||
      (row.family === 'inet' && gone.address(row.netns, row.prefsrc)),
    isMissed: isOwnRoute,
    devices: ({ dev, nexthops }) => [dev, ...nexthops.map((hop) => hop.dev)].filter((one) => one !== undefined),
    shownBy: ({ family, dst, table }) => ({
      tool: 'ip',
      options: family === 'inet6' ? ['-6'] : [],
      args: ['route', 'show', dst, 'table', table],
    }),
  },
  read: {
    of: 'netns',
    questions: [
      { part: 'route-v4', tool: 'ip', options: ['-4', '-d', '-j'], args: ['route', 'show', 'table', 'all'] },
      { part: 'route-v6', tool: 'ip', options: ['-6', '-d', '-j'], args: ['route', 'show', 'table', 'all'] },
    ],
    by: { item: routeReader, mend: nameEncapApart },
    optional: false,
    asked: 'always',
    rings: { ip: ['route'], with: ['link'] },
    readAlong: [],
  },
  steps: {
    schema: RouteStep,
    simulate: simulateRoute,
    holds: routeHolds,
    invert: (step, before) =>
      isReplacedInOne(step, before) ? invertRoute(step, before) : [{ ...step, do: 'route-del' }],
    takesAlong: (step, before) => step.do === 'route-del' || !isReplacedInOne(step, before),
    again: routeStepOf,
    comesBack: { at: 'routes', by: 'with the rest' },
    asItem: ({ do: verb, nhid: _, ...fields }) =>
      verb === 'route-del' ? undefined : { noun: 'route', verb: 'add', ...fields },
    command: compileRoute,
    bringsBack: (step) => step.do !== 'route-del',
    fitted: (_, step) => step,
    wouldOverwrite: (tables, step) => step.do === 'route-add' && tables.route.some((row) => isRival(row, step)),
    byThousands: false,
    // In a batch line there is no `-6`.
    runsAlone: (step) => !routeFitsBatch(step),
    wrong: wrongRoute,
    inWords: ({ dst }) => `the route to ${dst}`,
    standing: (tables, step) => tables.route.filter((row) => isRival(row, step)).map(routeText),
    places: {
      livesOn: ({ netns, dev }) => (dev === undefined ? inside(netns) : onLink(netns, dev)),
      needs: ({ netns, nexthops = [] }) =>
        nexthops.flatMap(({ dev }) => (dev === undefined ? [] : [linkPlace(netns, dev)])),
      makes: () => [],
    },
  },
  edits: [routeEditing],
  kept: 'by words or script',
};

function routeText({ dst, gateway, dev }: Route): string {
  const way = `${gateway === undefined ? '' : ` via ${gateway}`}${dev === undefined ? '' : ` on ${dev}`}`;
  return `the route to ${dst}${way}`;
}
