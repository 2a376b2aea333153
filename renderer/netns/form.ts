import type { EditForm, FormField } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';

const NAME: FormField = {
  id: 'name',
  label: 'Name',
  kind: 'text',
  mono: true,
  wide: true,
  explain: 'What the namespace is called in ip netns: letters, digits, dots, dashes and underscores.',
};

/** A new named namespace. */
export function netnsForm(): EditForm {
  return {
    start: startOf([NAME]),
    fields: () => [NAME],
    items: (values) => [{ noun: 'netns', verb: 'add', ...givenFields([NAME], values) }],
  };
}
