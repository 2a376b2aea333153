import { ROUTE_TYPES } from '../../app/noun/route/steps.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { namesIn, netnsChoices, netnsOf, netnsValue } from '../edit/places.ts';
import type { RouteRow } from './columns.ts';

const FIXED = 'This is what the route is found by; delete it and add another one';

/** The form of one route: a new one, or the row to change. */
export function routeForm(context: EditContext, row?: RouteRow): EditForm {
  const usual = { netns: netnsValue(''), type: 'unicast' };
  const fields = (values: Values): readonly FormField[] => routeFields(context, values, row !== undefined);
  const given = row === undefined ? usual : { ...usual, ...routeValues(row) };
  return {
    start: startOf(fields(usual), given),
    fields,
    items: (values) => [routeItem(fields(values), values, row)],
  };
}

/** A prefix with its length, as the item wants it; `ip` prints a single address without one. */
export function longPrefix({ dst, family }: Pick<RouteRow, 'dst' | 'family'>): string {
  return dst === 'default' || dst.includes('/') ? dst : `${dst}/${family === 'inet6' ? 128 : 32}`;
}

function routeItem(fields: readonly FormField[], values: Values, row: RouteRow | undefined): unknown {
  const { netns, type, ...given } = givenFields(fields, values);
  const family = row?.family ?? familyOf(values);
  const kind = type === undefined || type === 'unicast' ? {} : { type };
  return {
    noun: 'route',
    verb: row === undefined ? 'add' : 'set',
    family,
    ...given,
    ...kind,
    netns: netnsOf(netns as string),
  };
}

/** IPv6 as soon as an address of it is typed. */
function familyOf(values: Values): 'inet' | 'inet6' {
  return [values['dst'], values['via'], values['src']].some((text) => text?.includes(':')) ? 'inet6' : 'inet';
}

function routeValues(row: RouteRow): Values {
  const text = (value: string | number | undefined): string => String(value ?? '');
  return {
    ...{
      netns: netnsValue(row.netns),
      dst: longPrefix(row),
      type: row.type,
      via: text(row.gateway),
      dev: text(row.dev),
    },
    ...{ src: text(row.prefsrc), metric: text(row.metric), onlink: row.flags.includes('onlink') ? 'on' : 'off' },
    ...{ table: row.table === 'main' ? '' : row.table, protocol: row.protocol === 'boot' ? '' : text(row.protocol) },
  };
}

function routeFields({ tables }: EditContext, values: Values, editing: boolean): readonly FormField[] {
  const fixed = editing ? { why: FIXED } : {};
  const devices = namesIn(tables, netnsOf(values['netns']));
  const leads = (values['type'] ?? 'unicast') === 'unicast';
  return [
    {
      id: 'dst',
      label: 'Destination',
      kind: 'text',
      mono: true,
      ...fixed,
      explain: 'Packets to this prefix take the route, like 10.0.0.0/24; default matches what nothing else does.',
    },
    {
      id: 'netns',
      label: 'Namespace',
      kind: 'choice',
      choices: netnsChoices(tables),
      mono: true,
      ...fixed,
      explain: 'The network namespace the route is in.',
    },
    {
      id: 'type',
      label: 'Type',
      kind: 'choice',
      choices: TYPES,
      explain:
        'unicast leads somewhere; blackhole drops silently; unreachable and prohibit drop and say so; throw looks in the next table.',
    },
    ...(leads ? [VIA, { ...DEV, choices: devices }, SRC, ONLINK] : []),
    ...ADVANCED.map((field) => (field.id === 'protocol' ? field : { ...field, ...fixed })),
  ];
}

const TYPES = ROUTE_TYPES.map((type) => ({ value: type, label: type }));
const VIA: FormField = {
  id: 'via',
  label: 'Gateway',
  kind: 'text',
  standard: 'none: directly',
  mono: true,
  explain: 'The next router; empty when the destination is on the device itself.',
};
const DEV: FormField = {
  id: 'dev',
  label: 'Device',
  kind: 'choice',
  standard: 'by gateway',
  mono: true,
  explain: 'The device packets leave through.',
};
const SRC: FormField = {
  id: 'src',
  label: 'Source',
  kind: 'text',
  standard: 'the kernel chooses',
  mono: true,
  explain: 'The address the host uses as its own on this route.',
};
const ONLINK: FormField = {
  id: 'onlink',
  label: 'Gateway is on the link',
  kind: 'toggle',
  explain: 'onlink: the gateway is reached directly although no address says so.',
};
const ADVANCED: readonly FormField[] = [
  {
    id: 'metric',
    label: 'Metric',
    kind: 'number',
    standard: '0 (IPv6: 1024)',
    group: 'Advanced',
    mono: true,
    explain: 'Among routes to one prefix the lowest wins.',
  },
  {
    id: 'table',
    label: 'Table',
    kind: 'text',
    standard: 'main',
    group: 'Advanced',
    mono: true,
    explain: 'The routing table, by name or number.',
  },
  {
    id: 'protocol',
    label: 'Set by',
    kind: 'text',
    standard: 'boot',
    group: 'Advanced',
    mono: true,
    explain: 'What the route says of who made it (protocol): boot and static are set by hand.',
  },
];
