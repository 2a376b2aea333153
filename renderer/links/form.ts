import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField, Values } from '../edit/edit-form.ts';
import { startOf } from '../edit/form-values.ts';
import { changedLink, linkValues, macField, masterField, mtuField, placeFields, UP } from '../edit/link-fields.ts';
import { netnsChoices, netnsOf, netnsValue } from '../edit/places.ts';
import type { LinkRow } from '../facts.ts';

/** What can be changed on a link of any kind. */
export function linkForm(context: EditContext, row: LinkRow): EditForm {
  const start = startOf(linkFields(context, linkValues(row)), { ...linkValues(row), moveTo: netnsValue(row.netns) });
  const fields = (values: Values): readonly FormField[] => linkFields(context, values);
  return {
    start,
    fields,
    items: (values) => {
      const { moveTo, ...changed } = changedLink(fields(values), values, start);
      const place = { netns: row.netns, name: row.name };
      const moved = moveTo === undefined ? {} : { moveTo: netnsOf(moveTo as string) };
      return [{ noun: 'link', verb: 'set', ...changed, ...moved, ...place }];
    },
  };
}

function linkFields({ tables }: EditContext, values: Values): readonly FormField[] {
  const [name] = placeFields(tables, true);
  return [
    ...(name ? [name] : []),
    {
      id: 'moveTo',
      label: 'Namespace',
      kind: 'choice',
      mono: true,
      choices: netnsChoices(tables),
      explain: 'Another one moves the device there; it arrives down and without addresses.',
    },
    mtuField(''),
    macField(''),
    masterField(tables, values),
    UP,
  ];
}
