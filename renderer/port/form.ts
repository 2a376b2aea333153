import type { BridgePort } from '../../app/noun/bridge/row.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { changedFields, givenFields, startOf } from '../edit/form-values.ts';
import { namesIn } from '../edit/places.ts';
import type { LinkRow } from '../facts.ts';

/** Plugging a link into a bridge, or changing the port that it is. */
export function portForm({ tables }: EditContext, row: LinkRow): EditForm {
  const { netns, name, master, port } = row;
  const bridges = namesIn(tables, netns, ({ kind, name: own }) => kind === 'bridge' && own !== name);
  const all = master === undefined ? [{ ...BRIDGE, choices: bridges }, ...SETTINGS] : SETTINGS;
  const given = port === undefined ? { master: bridges[0]?.value ?? '' } : portValues(port);
  const start = startOf(all, given);
  return {
    start,
    fields: () => all,
    items: (values) => {
      if (master === undefined) return [{ noun: 'port', verb: 'add', ...givenFields(all, values), netns, name }];
      return [{ noun: 'port', verb: 'set', port: {}, ...changedFields(all, values, start), netns, name }];
    },
  };
}

function portValues(port: BridgePort): Values {
  const known = SETTINGS.map(({ id }) => [id, port[id.slice('port.'.length) as keyof BridgePort]] as const);
  const text = (value: string | number | boolean): string =>
    value === true ? 'on' : value === false ? 'off' : String(value);
  return Object.fromEntries(known.flatMap(([id, value]) => (value === undefined ? [] : [[id, text(value)]])));
}

const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];
const BRIDGE: FormField = {
  id: 'master',
  label: 'Bridge',
  kind: 'choice',
  mono: true,
  wide: true,
  explain: 'The bridge that the device is plugged into.',
};
const SETTINGS: readonly FormField[] = [
  {
    id: 'port.learning',
    label: 'Learning',
    kind: 'toggle',
    standard: 'on',
    explain: 'Learns which MAC addresses are behind the port.',
  },
  {
    id: 'port.flood',
    label: 'Unknown addresses',
    kind: 'toggle',
    standard: 'on',
    explain: 'Frames to MAC addresses that nobody knows go out here too (flood).',
  },
  {
    id: 'port.hairpin',
    label: 'Hairpin',
    kind: 'toggle',
    standard: 'off',
    explain: 'A frame may leave through the port it came in by.',
  },
  {
    id: 'port.isolated',
    label: 'Isolated',
    kind: 'toggle',
    standard: 'off',
    explain: 'Talks only to ports that are not isolated.',
  },
  {
    id: 'port.neighSuppress',
    label: 'Suppress ARP',
    kind: 'toggle',
    standard: 'off',
    explain: 'Answers ARP and NDP from the neighbour table instead of flooding (neigh_suppress).',
  },
  {
    id: 'port.state',
    label: 'State',
    kind: 'choice',
    standard: 'by carrier',
    choices: STATES.map((value) => ({ value, label: value })),
    group: 'Spanning tree',
    explain: 'What the port does with frames; without spanning tree it forwards as soon as it has a carrier.',
  },
  {
    id: 'port.cost',
    label: 'Cost',
    kind: 'number',
    standard: 'by speed',
    mono: true,
    group: 'Spanning tree',
    explain: 'What the way through this port costs; the cheapest way to the root is used.',
  },
  {
    id: 'port.priority',
    label: 'Priority',
    kind: 'number',
    standard: '32',
    mono: true,
    group: 'Spanning tree',
    explain: 'Among ports of the same cost the lowest wins, 0 to 63.',
  },
];
