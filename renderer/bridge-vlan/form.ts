import { vidText } from '../../app/noun/vlan/row.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { Choice, EditForm, FormField, Values } from '../edit/edit-form.ts';
import { changedFields, startOf } from '../edit/form-values.ts';
import { deviceValue, splitDevice } from '../edit/places.ts';
import type { LinkRow } from '../facts.ts';
import type { HostTables } from '../feed-rows.ts';
import type { BridgeVlanRow } from './columns.ts';

/** New VLANs of a port or of a bridge; `link` is the one it was asked for. */
export function bridgeVlanForm({ tables }: EditContext, link?: LinkRow): EditForm {
  const ports = portChoices(tables);
  const fields = [{ ...PORT, choices: ports }, VLANS, ...FLAGS];
  const start = startOf(fields, {
    dev: link ? deviceValue({ netns: link.netns, dev: link.name }) : (ports[0]?.value ?? ''),
  });
  return { start, fields: () => fields, items: added };
}

/** What one row can be changed to: the VLANs stay. */
export function changeVlanForm({ tables }: EditContext, row: BridgeVlanRow): EditForm {
  const { netns, dev, vid, vidEnd } = row;
  const fields = [{ ...PORT, choices: portChoices(tables), why: FOUND }, { ...VLANS, why: FOUND }, ...FLAGS];
  const start = startOf(fields, {
    dev: deviceValue({ netns, dev }),
    vid: vidText(row),
    pvid: onOff(row.pvid),
    untagged: onOff(row.untagged),
  });
  const range = vidEnd === vid ? { vid } : { vid, vidEnd };
  return {
    start,
    fields: () => fields,
    items: (values) => [{ noun: 'vlan', verb: 'set', netns, dev, ...range, ...changedFields(FLAGS, values, start) }],
  };
}

/** `10, 20-25` is two items; what is no number is passed on as it is, so that the schema says so on the field. */
function added(values: Values): readonly unknown[] {
  const flags = {
    ...(values['pvid'] === 'on' ? { pvid: true } : {}),
    ...(values['untagged'] === 'on' ? { untagged: true } : {}),
  };
  const parts = (values['vid'] ?? '').split(/[,\s]+/).filter((part) => part !== '');
  const place = splitDevice(values['dev']);
  return (parts.length === 0 ? [''] : parts).map((part) => ({
    noun: 'vlan',
    verb: 'add',
    ...place,
    ...rangeOf(part),
    ...flags,
  }));
}

export function rangeOf(part: string): { readonly vid: unknown; readonly vidEnd?: unknown } {
  const number = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
  const range = /^([^-]+)-(.+)$/.exec(part);
  return range === null ? { vid: number(part) } : { vid: number(range[1] ?? ''), vidEnd: number(range[2] ?? '') };
}

/** Ports first, in the order of their bridges, then the bridges themselves. */
function portChoices(tables: HostTables): readonly Choice[] {
  const links = [...tables.link.values()];
  const bridges = new Set(links.filter(({ kind }) => kind === 'bridge').map(({ netns, name }) => `${netns}|${name}`));
  const place = (netns: string): string => (netns === '' ? '' : ` in ${netns}`);
  const ports = links.filter(({ netns, master }) => bridges.has(`${netns}|${master ?? ''}`));
  const choice = ({ netns, name }: LinkRow, what: string): Choice => ({
    value: `${netns}|${name}`,
    label: `${name}, ${what}${place(netns)}`,
  });
  return [
    ...ports.map((link) => choice(link, `port of ${link.master}`)).sort(byLabel),
    ...links
      .filter(({ kind }) => kind === 'bridge')
      .map((link) => choice(link, 'the bridge itself'))
      .sort(byLabel),
  ];
}

function byLabel(a: Choice, b: Choice): number {
  return a.label.localeCompare(b.label);
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

const FOUND = 'The entry is found by it; delete it and add another one';
const PORT: FormField = {
  id: 'dev',
  label: 'Port',
  kind: 'choice',
  mono: true,
  explain: 'A port of a bridge, or a bridge itself for what its own device takes in and sends.',
};
const VLANS: FormField = {
  id: 'vid',
  label: 'VLANs',
  kind: 'text',
  mono: true,
  explain: 'One, a range, or several: 10, 20-25. From 1 to 4094.',
};
const FLAGS: readonly FormField[] = [
  {
    id: 'pvid',
    label: 'PVID',
    kind: 'toggle',
    standard: 'off',
    explain: 'Frames that come in without a tag belong to this VLAN; the port’s other PVID then is none any more.',
  },
  {
    id: 'untagged',
    label: 'Leaves untagged',
    kind: 'toggle',
    standard: 'off',
    explain: 'Frames of this VLAN go out through the port without a tag, as a computer expects them.',
  },
];
