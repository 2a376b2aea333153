/** Fields that every link's form has. */
import type { HostTables } from '../feed-rows.ts';
import type { LinkRow } from '../facts.ts';
import type { FormField, Values } from './edit-form.ts';
import { emptiedFields, changedFields, type ItemFields } from './form-values.ts';
import { namesIn, netnsChoices, netnsOf, netnsValue } from './places.ts';

const FIXED = 'A device is found by it; it is not changed here';

export function placeFields(tables: HostTables, editing: boolean): readonly FormField[] {
  const fixed = editing ? { why: FIXED } : {};
  return [
    {
      id: 'name',
      label: 'Name',
      kind: 'text',
      mono: true,
      ...fixed,
      explain: 'What the device is called: at most 15 letters, digits, dots, dashes or underscores.',
    },
    {
      id: 'netns',
      label: 'Namespace',
      kind: 'choice',
      mono: true,
      choices: netnsChoices(tables),
      ...fixed,
      explain: 'The network namespace it is made in; (host) is the host’s own.',
    },
  ];
}

export const UP: FormField = {
  id: 'up',
  label: 'Up',
  kind: 'toggle',
  standard: 'on',
  explain: 'Whether the device is switched on.',
};

export function macField(standard: string): FormField {
  return { id: 'mac', label: 'MAC', kind: 'text', mono: true, standard, explain: 'The device’s own hardware address.' };
}

export function mtuField(standard: string): FormField {
  return {
    id: 'mtu',
    label: 'MTU',
    kind: 'number',
    mono: true,
    standard,
    unit: 'bytes',
    explain: 'The largest packet the device takes; VXLAN needs 50 bytes less than the underlay, 70 over IPv6.',
  };
}

export function masterField(tables: HostTables, values: Values): FormField {
  const bridges = namesIn(tables, netnsOf(values['netns']), ({ kind }) => kind === 'bridge');
  return {
    id: 'master',
    label: 'Port of',
    kind: 'choice',
    mono: true,
    choices: bridges,
    standard: 'no bridge',
    explain: 'The bridge that the device is plugged into.',
  };
}

export function linkValues(row: LinkRow): Values {
  const { netns, name, mac = '', mtu, up, master = '' } = row;
  return { netns: netnsValue(netns), name, mac, mtu: String(mtu), up: up ? 'on' : 'off', master };
}

/** What of a link was changed; an emptied bridge means unplugged. */
export function changedLink(fields: readonly FormField[], values: Values, start: Values): ItemFields {
  const gone = emptiedFields(fields, values, start).includes('master');
  return { ...changedFields(fields, values, start), ...(gone ? { master: null } : {}) };
}
