/** What stands today where a change put something: for saying why it no longer applies. */
import { linkKey, type Link } from '../noun/link/row.ts';
import type { Route } from '../noun/route/row.ts';
import { sysctlKey } from '../noun/sysctl/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { describeStep } from './describe.ts';
import { rowOfKey, rowsOfMac } from '../noun/draft.ts';
import { fdbStepOf } from '../noun/fdb/steps.ts';
import { needs } from './place.ts';
import { isRival } from '../noun/route/steps.ts';
import { exists } from './stale.ts';
import type { Step } from './step.ts';

/** Half a sentence such as `vx7 is gone`, `nothing is there now` or `now there: the route to 10.0.0.0/24 via 10.0.0.9`. */
export function standingNow(tables: Tables, step: Step): string {
  const gone = needs(step).find((place) => !exists(tables, place));
  if (gone !== undefined) return `${placeText(gone)} is gone`;
  const here = standing(tables, step);
  if (here === undefined) return 'it is not as this change left it';
  return here.length === 0 ? 'nothing is there now' : `now there: ${here.join(', ')}`;
}

function placeText(place: string): string {
  const [kind, name = ''] = [place.slice(0, place.indexOf(' ')), place.slice(place.indexOf(' ') + 1)];
  if (kind === 'netns') return `namespace ${name}`;
  const [netns, link = ''] = name.split('|');
  return netns === '' ? link : `${link} in namespace ${netns}`;
}

/** `undefined` where no row tells it. */
function standing(tables: Tables, step: Step): readonly string[] | undefined {
  if (step.do === 'route-add' || step.do === 'route-replace' || step.do === 'route-del')
    return tables.route.filter((row) => isRival(row, step)).map(routeText);
  if ('owner' in step)
    return rowsOfMac(tables.fdb, step).map((row) => `${describeStep(fdbStepOf(row))} (${row.state || 'learned'})`);
  if (step.do === 'sysctl-set') return valueOf(rowOfKey(tables.sysctl, sysctlKey(step.netns, step.name)));
  if (step.do === 'address-add' || step.do === 'address-del')
    return tables.address
      .filter(
        ({ netns, dev, local }) => netns === step.netns && dev === step.dev && step.address.startsWith(`${local}/`),
      )
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  if (step.do.startsWith('neighbour-') && 'dst' in step)
    return tables.neighbour
      .filter(({ netns, dev, dst }) => netns === step.netns && dev === step.dev && dst === step.dst)
      .map(
        ({ dst, mac, state }) => `${dst} at ${mac ?? 'no address'}${state === '' ? '' : ` (${state.toLowerCase()})`}`,
      );
  return step.do.startsWith('link-') ? linkStanding(tables, step as LinkStep) : undefined;
}

type LinkStep = Extract<Step, { do: `link-${string}` }>;

function linkStanding(tables: Tables, step: LinkStep): readonly string[] | undefined {
  const link = rowOfKey(tables.link, linkKey(step.netns, step.name));
  return link === undefined ? [] : linkText(link, step);
}

function linkText(link: Link, step: LinkStep): readonly string[] | undefined {
  switch (step.do) {
    case 'link-set-up':
      return [`${link.name} ${link.up ? 'up' : 'down'}`];
    case 'link-set-mtu':
      return [`MTU ${link.mtu}`];
    case 'link-set-mac':
      return [`address ${link.mac ?? 'none'}`];
    case 'link-set-master':
      return [link.master === undefined ? `${link.name} without a bridge` : `${link.name} as a port of ${link.master}`];
    case 'link-set-addrgenmode':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'link-set-bridge':
      return undefined;
    default:
      return [`a ${link.kind} named ${link.name}`];
  }
}

function routeText({ dst, gateway, dev }: Route): string {
  const way = `${gateway === undefined ? '' : ` via ${gateway}`}${dev === undefined ? '' : ` on ${dev}`}`;
  return `the route to ${dst}${way}`;
}

function valueOf(row: { readonly name: string; readonly value: string } | undefined): readonly string[] {
  return row === undefined ? [] : [`${row.name} = ${row.value}`];
}
