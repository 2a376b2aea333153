import type { VxlanOptions } from '../../app/noun/vxlan/row.ts';
import { specOf } from '../../app/noun/vxlan/steps.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { emptiedFields, givenFields, startOf } from '../edit/form-values.ts';
import { changedLink, linkValues, macField, masterField, mtuField, placeFields, UP } from '../edit/link-fields.ts';
import { namesIn, netnsOf, netnsValue } from '../edit/places.ts';
import type { LinkRow } from '../facts.ts';
import { MADE_AGAIN, optionFields } from './form-fields.ts';
import { underlayOf } from './underlay.ts';

/** The form of one vxlan device: a new one, or the row to change. */
export function vxlanForm(context: EditContext, row?: LinkRow): EditForm {
  const fields = (values: Values): readonly FormField[] => vxlanFields(context, values, row !== undefined);
  const given = row === undefined ? usual(context) : { ...linkValues(row), ...optionValues(row.vxlan) };
  const start = startOf(fields(given), given);
  return {
    start,
    fields,
    ...(row === undefined && { follow: (now, before) => otherUnderlay(context, now, before) }),
    items: (values) => [row === undefined ? added(fields(values), values) : changed(fields(values), values, start)],
  };
}

function added(fields: readonly FormField[], values: Values): unknown {
  const { netns, vxlan, ...given } = givenFields(fields, values);
  return { noun: 'vxlan', verb: 'add', ...given, netns: netnsOf(netns as string), vxlan: withPorts(vxlan, values) };
}

function changed(fields: readonly FormField[], values: Values, start: Values): unknown {
  const { vxlan, ...rest } = changedLink(fields, values, start);
  const gone = emptiedFields(fields, values, start).filter((id) => id.startsWith('vxlan.'));
  const unset = [...new Set(gone.map((id) => id.split('.')[1] ?? ''))];
  const place = { netns: netnsOf(values['netns']), name: values['name'] };
  return { noun: 'vxlan', verb: 'set', ...place, ...rest, vxlan: withPorts(vxlan, values), unset };
}

/** Both ends of the range of source ports belong together. */
function withPorts(vxlan: unknown, values: Values): unknown {
  const given = (vxlan ?? {}) as Record<string, unknown>;
  if (given['srcport'] === undefined) return given;
  const [low, high] = ['low', 'high'].map((end) => values[`vxlan.srcport.${end}`] ?? '');
  const number = (text = ''): number | string => (/^\d+$/.test(text) ? Number(text) : text);
  return { ...given, srcport: { low: number(low), high: number(high) } };
}

function usual(context: EditContext): Values {
  const netns = netnsValue('');
  return { netns, up: 'on', 'vxlan.dstport': '4789', ...underlayIn(context, netns) };
}

function underlayIn({ host, facts }: EditContext, netns: string | undefined): Values {
  const underlay = underlayOf(host.id, facts, netnsOf(netns));
  return { 'vxlan.dev': underlay?.dev ?? '', 'vxlan.local': underlay?.address ?? '' };
}

/** In another namespace it is another underlay, unless one was typed. */
function otherUnderlay(context: EditContext, now: Values, before: Values): Values {
  const suggested = underlayIn(context, before['netns']);
  const typed = Object.entries(suggested).some(([id, value]) => now[id] !== value);
  return now['netns'] === before['netns'] || typed ? now : { ...now, ...underlayIn(context, now['netns']) };
}

function optionValues(options: VxlanOptions | undefined): Values {
  if (options === undefined) return {};
  const { srcport, ...spec } = specOf(options);
  const ports = srcport && { 'vxlan.srcport.low': String(srcport.low), 'vxlan.srcport.high': String(srcport.high) };
  const plain = Object.entries(spec).map(([option, value]) => {
    const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return [`vxlan.${option}`, text] as const;
  });
  return { ...Object.fromEntries(plain), ...ports };
}

function vxlanFields({ host, tables, facts }: EditContext, values: Values, editing: boolean): readonly FormField[] {
  const netns = netnsOf(values['netns']);
  const below = facts.link(host.id, netns, values['vxlan.dev'] || undefined);
  const six = [values['vxlan.local'], values['vxlan.remote'], values['vxlan.group']].some((one) => one?.includes(':'));
  const mtu = below === undefined ? 'of the underlay − 50' : String(below.mtu - (six ? 70 : 50));
  const again = editing ? { note: 'made again' } : {};
  const fields = [
    ...placeFields(tables, editing),
    { ...VNI, ...again },
    { ...PORT, ...again },
    { ...UNDERLAY, choices: namesIn(tables, netns, ({ kind }) => kind !== 'loopback' && kind !== 'vxlan') },
    ...ENDS,
    masterField(tables, values),
    mtuField(mtu),
    macField('made from the name'),
    UP,
    ...optionFields(host.iproute ?? '', tables.link.values(), editing),
  ];
  return fields.map((field) =>
    field.note === undefined ? field : { ...field, explain: `${field.explain} ${MADE_AGAIN}` },
  );
}

const VNI: FormField = {
  id: 'vxlan.vni',
  label: 'VNI',
  kind: 'number',
  mono: true,
  explain: 'VXLAN network identifier, 1 to 16777215: which overlay the device belongs to. Both ends must agree.',
};
const PORT: FormField = {
  id: 'vxlan.dstport',
  label: 'UDP port',
  kind: 'number',
  mono: true,
  explain: 'UDP destination port: 4789 by standard, 8472 by old kernels and flannel. Both ends must agree.',
};
const UNDERLAY: FormField = {
  id: 'vxlan.dev',
  label: 'Underlay device',
  kind: 'choice',
  mono: true,
  standard: 'by route',
  explain: 'The device the tunnel’s packets leave through.',
};
const ENDS: readonly FormField[] = [
  {
    id: 'vxlan.local',
    label: 'Local VTEP',
    kind: 'text',
    mono: true,
    standard: 'by route',
    explain: 'The underlay address this end of the tunnel sends from (VTEP: VXLAN tunnel endpoint).',
  },
  {
    id: 'vxlan.remote',
    label: 'Remote VTEP',
    kind: 'text',
    mono: true,
    standard: 'by FDB entries',
    explain: 'One far end for everything that no FDB entry says otherwise; leave it empty for several.',
  },
  {
    id: 'vxlan.group',
    label: 'Multicast group',
    kind: 'text',
    mono: true,
    standard: 'none',
    explain: 'Instead of a remote: the group that frames for everyone are sent to.',
  },
];
