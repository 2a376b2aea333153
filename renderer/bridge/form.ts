import type { BridgeOptions } from '../../app/noun/bridge/row.ts';
import { bridgeSpecOf } from '../../app/noun/bridge/steps.ts';
import { withoutVlans } from '../bridge-vlan/edits.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { changedLink, linkValues, macField, mtuField, placeFields, UP } from '../edit/link-fields.ts';
import { netnsOf, netnsValue } from '../edit/places.ts';
import type { LinkRow } from '../facts.ts';

/** The form of one bridge: a new one, or the row to change. */
export function bridgeForm(context: EditContext, row?: LinkRow): EditForm {
  const all = bridgeFields(context, row !== undefined);
  const given = row === undefined ? { netns: netnsValue('') } : { ...linkValues(row), ...optionValues(row.bridge) };
  const start = startOf(all, given);
  return {
    start,
    fields: () => all,
    items: (values) => {
      const { netns: _, ...fields } = row === undefined ? givenFields(all, values) : changedLink(all, values, start);
      const place = { netns: netnsOf(values['netns']), ...(row === undefined ? {} : { name: row.name }) };
      return [{ noun: 'bridge', verb: row === undefined ? 'add' : 'set', ...fields, ...place }];
    },
  };
}

function optionValues(bridge: BridgeOptions | undefined): Values {
  if (bridge === undefined) return {};
  const spec = Object.entries(bridgeSpecOf(bridge));
  return Object.fromEntries(
    spec.map(([id, value]) => [`bridge.${id}`, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)]),
  );
}

function bridgeFields({ tables }: EditContext, editing: boolean): readonly FormField[] {
  const reason = withoutVlans(tables);
  const why = reason === undefined ? {} : { why: reason };
  return [
    ...placeFields(tables, editing),
    mtuField('that of its ports'),
    macField(editing ? 'as it is' : 'made from the name'),
    UP,
    STP,
    ...OPTIONS,
    ...VLANS.map((field) => ({ ...field, ...why })),
    ...FILTERS,
  ];
}

const STP: FormField = {
  id: 'bridge.stp',
  label: 'Spanning tree',
  kind: 'toggle',
  standard: 'off',
  explain: 'STP blocks ports that would close a loop; a new port then waits before it forwards.',
};
const number = (
  id: string,
  label: string,
  standard: string,
  group: string,
  explain: string,
  unit?: string,
): FormField => ({
  id: `bridge.${id}`,
  label,
  kind: 'number',
  mono: true,
  standard,
  group,
  explain,
  ...(unit === undefined ? {} : { unit }),
});
const toggle = (id: string, label: string, standard: 'on' | 'off', group: string, explain: string): FormField => ({
  id: `bridge.${id}`,
  label,
  kind: 'toggle',
  standard,
  group,
  explain,
});

const OPTIONS: readonly FormField[] = [
  number('ageing', 'Ageing', '300', 'Learning', 'Seconds after which a learned MAC address is forgotten.', 's'),
  number(
    'forwardDelay',
    'Forward delay',
    '15',
    'Spanning tree',
    'How long a port listens and learns before it forwards.',
    's',
  ),
  number(
    'helloTime',
    'Hello time',
    '2',
    'Spanning tree',
    'Time between the messages that bridges send each other.',
    's',
  ),
  number(
    'maxAge',
    'Most age',
    '20',
    'Spanning tree',
    'After this long without a message the root bridge is taken for gone.',
    's',
  ),
  number('priority', 'Priority', '32768', 'Spanning tree', 'The bridge with the lowest becomes the root.'),
];
const VLANS: readonly FormField[] = [
  toggle('vlanFiltering', 'VLAN filtering', 'off', 'VLANs', 'Separates the ports by VLAN tags.'),
  number('vlanDefaultPvid', 'Default PVID', '1', 'VLANs', 'The VLAN of untagged frames on a new port; 0 for none.'),
];
const FILTERS: readonly FormField[] = [
  toggle('mcastSnooping', 'Multicast snooping', 'on', 'Filters', 'Sends multicast only to ports that asked for it.'),
  toggle('nfCallIptables', 'iptables sees it', 'off', 'Filters', 'Bridged IPv4 packets go through iptables.'),
  toggle('nfCallIp6tables', 'ip6tables sees it', 'off', 'Filters', 'Bridged IPv6 packets go through ip6tables.'),
];
