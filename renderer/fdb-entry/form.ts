import { FLOOD_MAC } from '../../app/noun/fdb/row.ts';
import { FDB_FLAGS } from '../../app/noun/fdb/steps.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { deviceChoices, deviceValue, namesIn, splitDevice } from '../edit/places.ts';
import type { FdbRow } from './columns.ts';

const PORTS_ONLY = 'Only an entry of the bridge’s table (master) can be told to stay';
const FIXED = 'This is what the entry is found by; delete it and add another one';

/** The form of one entry: a new one, or the row to change. */
export function fdbForm(context: EditContext, row?: FdbRow): EditForm {
  const first = deviceChoices(context.tables, ({ kind }) => kind === 'vxlan')[0]?.value ?? '';
  const usual = { dev: first, entry: 'unicast', owner: 'self', state: 'permanent' };
  const fields = (values: Values): readonly FormField[] => fdbFields(context, values, row !== undefined);
  return {
    start: startOf(fields(usual), row === undefined ? usual : { ...usual, ...fdbValues(row) }),
    fields,
    items: (values) => [fdbItem(fields(values), values, row === undefined ? 'add' : 'set')],
  };
}

function fdbItem(fields: readonly FormField[], values: Values, verb: 'add' | 'set'): unknown {
  const { entry: _, dev, ...given } = givenFields(fields, values);
  const flags = FDB_FLAGS.filter((flag) => given[flag] === true);
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !FDB_FLAGS.some((flag) => flag === name)));
  const flood = values['entry'] === 'flood' ? { mac: FLOOD_MAC } : {};
  return {
    ...{ noun: 'fdb', verb, owner: 'self', state: 'permanent', ...rest, ...flood, ...splitDevice(dev as string) },
    ...(flags.length === 0 ? {} : { flags }),
  };
}

function fdbValues(row: FdbRow): Values {
  const text = (value: string | number | undefined): string => String(value ?? '');
  return {
    ...{ dev: deviceValue(row), mac: row.mac, dst: text(row.dst), port: text(row.port), vni: text(row.vni) },
    ...{ srcVni: text(row.srcVni), via: text(row.via), vlan: text(row.vlan) },
    owner: row.master === undefined ? 'self' : 'master',
    state: row.state === 'permanent' || row.state === 'static' ? row.state : 'dynamic',
    ...Object.fromEntries(FDB_FLAGS.map((flag) => [flag, row.flags.includes(flag) ? 'on' : 'off'])),
  };
}

function fdbFields({ tables }: EditContext, values: Values, editing: boolean): readonly FormField[] {
  const fixed = editing ? { why: FIXED } : {};
  const { netns } = splitDevice(values['dev']);
  return [
    {
      id: 'dev',
      label: 'Device',
      kind: 'choice',
      mono: true,
      ...fixed,
      choices: deviceChoices(tables, ({ kind }) => kind !== 'loopback'),
      explain: 'The device whose forwarding database gets the entry; for an overlay its vxlan device.',
    },
    ...(editing ? [] : [KIND]),
    ...(values['entry'] === 'flood' ? [] : [{ ...MAC, ...fixed }]),
    VTEP,
    STATE,
    { ...OWNER, ...fixed },
    ...TUNNEL(namesIn(tables, netns)),
    ...FLAGS.map((field) =>
      field.id === 'sticky' && values['owner'] !== 'master' ? { ...field, why: PORTS_ONLY } : field,
    ),
  ];
}

const KIND: FormField = {
  id: 'entry',
  label: 'Entry for',
  kind: 'choice',
  choices: [
    { value: 'unicast', label: 'One MAC address' },
    { value: 'flood', label: 'Everything else (flood)' },
  ],
  explain: 'A flood entry adds one VTEP to those that broadcast and unknown addresses are sent to.',
};
const MAC: FormField = {
  id: 'mac',
  label: 'MAC',
  kind: 'text',
  mono: true,
  explain: 'The address of the frames’ destination, like 02:00:00:00:00:01.',
};
const VTEP: FormField = {
  id: 'dst',
  label: 'VTEP',
  kind: 'text',
  mono: true,
  explain: 'The underlay address of the host that the frames are tunnelled to.',
};
const STATE: FormField = {
  id: 'state',
  label: 'State',
  kind: 'choice',
  choices: [
    { value: 'permanent', label: 'permanent' },
    { value: 'static', label: 'static' },
    { value: 'dynamic', label: 'dynamic' },
  ],
  explain: 'permanent: stays until it is deleted · static: stays, but may move to another port · dynamic: ages out.',
};
const OWNER: FormField = {
  id: 'owner',
  label: 'Table',
  kind: 'choice',
  choices: [
    { value: 'self', label: 'self: the device’s own' },
    { value: 'master', label: 'master: its bridge’s' },
  ],
  explain: 'A vxlan’s own table says behind which VTEP a MAC is; its bridge’s says behind which port.',
};

const TUNNEL = (devices: FormField['choices'] = []): readonly FormField[] => [
  {
    id: 'port',
    label: 'UDP port',
    kind: 'number',
    standard: 'as the device',
    group: 'Tunnel',
    mono: true,
    explain: 'For a VTEP that listens on another port than the device sends to.',
  },
  {
    id: 'vni',
    label: 'VNI',
    kind: 'number',
    standard: 'as the device',
    group: 'Tunnel',
    mono: true,
    explain: 'Sends with another VNI than the device’s own; needed on an external device.',
  },
  {
    id: 'srcVni',
    label: 'Source VNI',
    kind: 'number',
    standard: 'none',
    group: 'Tunnel',
    mono: true,
    explain: 'On an external device: the VNI that the entry belongs to.',
  },
  {
    id: 'via',
    label: 'Underlay device',
    kind: 'choice',
    choices: devices,
    standard: 'by route',
    group: 'Tunnel',
    mono: true,
    explain: 'The device the tunnel’s packets leave through, instead of the one that routing chooses.',
  },
  {
    id: 'vlan',
    label: 'VLAN',
    kind: 'number',
    standard: 'none',
    group: 'Tunnel',
    mono: true,
    explain: 'For one VLAN only, on a bridge that filters by VLAN.',
  },
];

const FLAGS: readonly FormField[] = [
  {
    id: 'sticky',
    label: 'Sticky',
    kind: 'toggle',
    group: 'Flags',
    explain: 'The entry does not move to another port, whatever arrives.',
  },
  {
    id: 'extern_learn',
    label: 'Learned by a control plane',
    kind: 'toggle',
    group: 'Flags',
    explain: 'extern_learn: put there by a program such as FRR; the kernel does not age it.',
  },
  {
    id: 'router',
    label: 'Router',
    kind: 'toggle',
    group: 'Flags',
    explain: 'The far end is a router (used with RSC).',
  },
  {
    id: 'use',
    label: 'In use',
    kind: 'toggle',
    group: 'Flags',
    explain: 'The kernel is told that the entry is in use, so that it does not age out soon.',
  },
];
