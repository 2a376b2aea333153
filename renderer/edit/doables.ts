import type { Host } from '../../app/contract/host.ts';
import { capital, lower } from '../words.ts';
import type { IconName } from '../ui/icons.ts';
import type { Doable, EditForm } from './edit-form.ts';
import { editing, editIntent } from './editing.svelte.ts';

/** *Add …*: `what` is the noun as it stands in a sentence. The form is made when it is asked for. */
export function adding(host: Host, what: string, form: () => EditForm, icon: IconName = 'plus'): Doable {
  const words = {
    title: `Add ${what} on ${host.name}`,
    verb: `Add ${what}`,
    done: `${capital(what)} added on ${host.name}.`,
  };
  return {
    id: `add ${what}`,
    label: `${capital(what)}…`,
    icon,
    run: () => editing.openForm({ host: host.id, ...words, form: form() }),
  };
}

/** The same among the deeds of one row, where the verb has to be said. */
export function rowAdding(one: Doable): Doable {
  return { ...one, id: `row ${one.id}`, label: `Add ${lower(one.label)}` };
}

/** *Edit …*: `name` is the row's. */
export function changing(host: Host, what: string, name: string, form: () => EditForm, why?: string): Doable {
  const words = {
    title: `Change ${what} ${name} on ${host.name}`,
    verb: `Change ${what}`,
    done: `${name} changed on ${host.name}.`,
  };
  return {
    id: `edit ${what}`,
    label: `Edit ${what}…`,
    icon: 'pencil',
    why,
    run: () => editing.openForm({ host: host.id, ...words, form: form() }),
  };
}

interface Deed {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly title: string;
  readonly verb: string;
  readonly done: string;
  readonly danger?: boolean;
  readonly form?: () => EditForm;
  readonly items?: readonly unknown[];
}

/** Any other change to one row: with a form, or with items that need none. */
export function deed(host: Host, { id, label, icon, form, items = [], ...words }: Deed): Doable {
  const intent = (): unknown => editIntent(host.id, items);
  return {
    ...{ id, label, icon },
    run: () =>
      form
        ? editing.openForm({ host: host.id, ...words, form: form() })
        : editing.open({ host: host.id, ...words, intent }),
  };
}
