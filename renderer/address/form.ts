import { ADDRESS_FLAGS, ADDRESS_SCOPES } from '../../app/noun/address/steps.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { changedFields, emptiedFields, givenFields, startOf, type ItemFields } from '../edit/form-values.ts';
import { deviceChoices, deviceValue, splitDevice } from '../edit/places.ts';
import type { AddressRow, LinkRow } from '../facts.ts';

/** A new address, on the row's link where there is one. */
export function addressForm({ tables }: EditContext, row?: LinkRow): EditForm {
  const all: readonly FormField[] = [{ ...DEVICE, choices: deviceChoices(tables) }, ...FIELDS];
  const dev = row === undefined ? '' : deviceValue({ netns: row.netns, dev: row.name });
  return {
    start: startOf(all, { dev }),
    fields: () => all,
    items: (values) => {
      const { dev: place, ...given } = givenFields(all, values);
      const flags = flagsOf(values);
      const named = flags.length === 0 ? {} : { flags };
      return [{ noun: 'address', verb: 'add', ...withoutFlags(given), ...splitDevice(place as string), ...named }];
    },
  };
}

/** One address that is there: another in its place, or the same one with other settings. */
export function addressChangeForm({ tables }: EditContext, row: AddressRow): EditForm {
  const { netns, dev } = row;
  const address = `${row.local}/${row.prefixlen}`;
  const [, ...settings] = FIELDS;
  const own = {
    dev: deviceValue(row),
    to: address,
    peer: row.peer ?? '',
    label: row.label === dev ? '' : (row.label ?? ''),
  };
  const flags = Object.fromEntries(ADDRESS_FLAGS.map((flag) => [flag, row.flags.includes(flag) ? 'on' : 'off']));
  const place: FormField = { ...DEVICE, choices: deviceChoices(tables), why: FIXED };
  const fields = (values: Values): readonly FormField[] => [
    place,
    TO,
    ...settings.map((field) => standing(field, values['to'] === address)),
  ];
  const start = startOf(fields({}), { ...own, ...flags, scope: row.scope });
  return {
    start,
    fields,
    items: (values) => {
      const changed = changedFields(fields(values), values, start);
      const now = ADDRESS_FLAGS.some((flag) => flag in changed) ? { flags: flagsOf(values) } : {};
      const unset = emptiedFields(settings, values, start);
      return [{ noun: 'address', verb: 'set', netns, dev, address, ...withoutFlags(changed), ...now, unset }];
    },
    blocked: ({ to }) => (to === '' ? 'Give the address that comes in its place' : undefined),
  };
}

/** The window does not know the broadcast address that is there. */
function standing(field: FormField, same: boolean): FormField {
  return field.id === 'broadcast' && same ? { ...field, standard: 'as it is' } : field;
}

function flagsOf(values: Values): readonly string[] {
  return ADDRESS_FLAGS.filter((flag) => values[flag] === 'on');
}

function withoutFlags(given: ItemFields): ItemFields {
  return Object.fromEntries(Object.entries(given).filter(([id]) => !ADDRESS_FLAGS.some((flag) => flag === id)));
}

const FIXED = 'This is where the address is; delete it and add it on another device';

const DEVICE: FormField = {
  id: 'dev',
  label: 'Device',
  kind: 'choice',
  mono: true,
  explain: 'The device that gets the address.',
};
const TO: FormField = {
  id: 'to',
  label: 'Address',
  kind: 'text',
  mono: true,
  explain:
    'With its prefix length. The kernel changes none in place: it is taken off and given again, with the routes and neighbours that stand on it.',
};
const FIELDS: readonly FormField[] = [
  {
    id: 'address',
    label: 'Address',
    kind: 'text',
    mono: true,
    explain: 'With its prefix length, like 10.0.0.1/24 or fd00::1/64; the kernel adds the route to that prefix.',
  },
  {
    id: 'peer',
    label: 'Peer',
    kind: 'text',
    standard: 'none',
    mono: true,
    group: 'Advanced',
    explain: 'The far end of a point-to-point address.',
  },
  {
    id: 'broadcast',
    label: 'Broadcast',
    kind: 'text',
    standard: 'none',
    mono: true,
    group: 'Advanced',
    explain: 'The IPv4 broadcast address of the subnet.',
  },
  {
    id: 'scope',
    label: 'Scope',
    kind: 'choice',
    standard: 'by address',
    choices: ADDRESS_SCOPES.map((value) => ({ value, label: value })),
    group: 'Advanced',
    explain: 'Where the address is valid: global everywhere, link on this link, host on this host only.',
  },
  {
    id: 'label',
    label: 'Label',
    kind: 'text',
    standard: 'the device',
    mono: true,
    group: 'Advanced',
    explain: 'A name for an IPv4 address that old tools show, like eth0:1.',
  },
  {
    id: 'noprefixroute',
    label: 'No route to its prefix',
    kind: 'toggle',
    group: 'Advanced',
    explain: 'noprefixroute: the kernel does not add the route to the prefix by itself.',
  },
  {
    id: 'nodad',
    label: 'No duplicate check',
    kind: 'toggle',
    group: 'Advanced',
    explain: 'nodad: an IPv6 address is used at once, without asking whether somebody has it.',
  },
  {
    id: 'home',
    label: 'Home address',
    kind: 'toggle',
    group: 'Advanced',
    explain: 'home: the address is a home address of Mobile IPv6.',
  },
  {
    id: 'mngtmpaddr',
    label: 'Temporary addresses',
    kind: 'toggle',
    group: 'Advanced',
    explain: 'mngtmpaddr: the kernel makes temporary IPv6 addresses from this one.',
  },
];
