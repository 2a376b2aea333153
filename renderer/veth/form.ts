import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { macField, masterField, mtuField, placeFields, UP } from '../edit/link-fields.ts';
import { netnsChoices, netnsOf, netnsValue } from '../edit/places.ts';

/** A new pair of veth devices. */
export function vethForm(context: EditContext): EditForm {
  const fields = (values: Values): readonly FormField[] => vethFields(context, values);
  const given = { netns: netnsValue(''), 'peer.netns': netnsValue('') };
  return {
    start: startOf(fields(given), given),
    fields,
    items: (values) => {
      const { peer, ...rest } = givenFields(fields(values), values);
      const far = { ...(peer as Record<string, unknown>), netns: netnsOf(values['peer.netns']) };
      return [{ noun: 'veth', verb: 'add', ...rest, netns: netnsOf(values['netns']), peer: far }];
    },
  };
}

const THERE = 'Far end';

function vethFields({ tables }: EditContext, values: Values): readonly FormField[] {
  const [name, netns] = placeFields(tables, false);
  return [
    ...(name && netns ? [name, netns] : []),
    masterField(tables, values),
    mtuField('1500'),
    macField('made from the name'),
    UP,
    { id: 'peer.name', label: 'Name', kind: 'text', mono: true, group: THERE, explain: 'What the far end is called.' },
    {
      id: 'peer.netns',
      label: 'Namespace',
      kind: 'choice',
      mono: true,
      choices: netnsChoices(tables),
      group: THERE,
      explain: 'The namespace that the far end is put into.',
    },
    { ...mtuField('as here'), id: 'peer.mtu', group: THERE },
    { ...macField('made from the name'), id: 'peer.mac', group: THERE },
    { ...UP, id: 'peer.up', group: THERE },
  ];
}
