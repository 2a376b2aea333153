import { NEIGHBOUR_FLAGS, NEIGHBOUR_STATES } from '../../app/noun/neighbour/steps.ts';
import { missingSince } from '../../app/noun/vxlan/available.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { deviceChoices, deviceValue, splitDevice } from '../edit/places.ts';
import type { NeighbourRow } from './columns.ts';

const FIXED = 'This is what the entry is found by; delete it and add another one';

/** The form of one neighbour: a new one, or the row to change. */
export function neighbourForm(context: EditContext, row?: NeighbourRow): EditForm {
  const usual = { entry: 'mac', state: 'permanent' };
  const fields = (values: Values): readonly FormField[] => neighbourFields(context, values, row !== undefined);
  const given = row === undefined ? usual : { ...usual, ...neighbourValues(row) };
  return {
    start: startOf(fields(usual), given),
    fields,
    items: (values) => [neighbourItem(fields(values), values, row === undefined ? 'add' : 'set')],
  };
}

function neighbourItem(fields: readonly FormField[], values: Values, verb: 'add' | 'set'): unknown {
  const { entry = 'mac', dev, router, extern_learn, ...rest } = givenFields(fields, values);
  const flags = [...(router === true ? ['router'] : []), ...(extern_learn === true ? ['extern_learn'] : [])];
  const kind = entry === 'mac' ? {} : { [String(entry)]: true };
  return {
    ...{ noun: 'neighbour', verb, ...rest, ...kind, ...splitDevice(dev as string) },
    ...(flags.length === 0 ? {} : { flags }),
  };
}

/** What the kernel learned is set as it is shown; only states that can be given are offered. */
function neighbourValues(row: NeighbourRow): Values {
  const state = row.state.toLowerCase();
  const known = NEIGHBOUR_STATES.some((one) => one === state);
  return {
    ...{ dev: deviceValue(row), dst: row.dst, mac: row.mac ?? '', state: known ? state : 'permanent' },
    ...Object.fromEntries(NEIGHBOUR_FLAGS.map((flag) => [flag, row.flags.includes(flag) ? 'on' : 'off'])),
  };
}

function neighbourFields({ host, tables }: EditContext, values: Values, editing: boolean): readonly FormField[] {
  const fixed = editing ? { why: FIXED } : {};
  const mac = (values['entry'] ?? 'mac') === 'mac';
  return [
    {
      id: 'dev',
      label: 'Device',
      kind: 'choice',
      mono: true,
      ...fixed,
      choices: deviceChoices(tables, ({ kind }) => kind !== 'loopback'),
      explain: 'The device the neighbour is reached through.',
    },
    ...(editing ? [] : [kindField(host.iproute ?? '')]),
    {
      id: 'dst',
      label: 'Address',
      kind: 'text',
      mono: true,
      ...fixed,
      explain: 'The neighbour’s IP address, IPv4 or IPv6.',
    },
    ...(mac ? [MAC, STATE, ...FLAGS] : []),
  ];
}

function kindField(iproute: string): FormField {
  const since = missingSince(iproute, 'managed');
  return {
    id: 'entry',
    label: 'Entry',
    kind: 'choice',
    choices: [
      { value: 'mac', label: 'Address has this MAC' },
      { value: 'proxy', label: 'Proxy: this host answers' },
      ...(since === undefined ? [{ value: 'managed', label: 'Managed: the kernel keeps it resolved' }] : []),
    ],
    explain: `Who answers for the address.${since === undefined ? '' : ` Managed entries need iproute2 ${since} on the host.`}`,
  };
}

const MAC: FormField = {
  id: 'mac',
  label: 'MAC',
  kind: 'text',
  mono: true,
  explain: 'The hardware address that answers, like 02:00:00:00:00:01.',
};
const STATE: FormField = {
  id: 'state',
  label: 'State',
  kind: 'choice',
  choices: NEIGHBOUR_STATES.map((state) => ({ value: state, label: state })),
  explain:
    'permanent: believed until it is deleted · noarp: never checked · reachable and stale: checked as if learned.',
};
const FLAGS: readonly FormField[] = [
  {
    id: 'router',
    label: 'Router',
    kind: 'toggle',
    group: 'Flags',
    explain: 'The neighbour says that it forwards packets.',
  },
  {
    id: 'extern_learn',
    label: 'Learned by a control plane',
    kind: 'toggle',
    group: 'Flags',
    explain: 'extern_learn: put there by a program such as FRR; the kernel does not collect it.',
  },
];
