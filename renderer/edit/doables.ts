import type { Host } from '../../app/model/host.ts';
import type { IconName } from '../ui/icons.ts';
import type { Doable, EditForm } from './edit-form.ts';
import { editing } from './editing.svelte.ts';

/** *Add …*: `what` is the noun as it stands in a sentence. The form is made when it is asked for. */
export function adding(host: Host, what: string, form: () => EditForm, icon: IconName = 'plus'): Doable {
  const words = { title: `Add ${what} on ${host.name}`, verb: `Add ${what}`, done: `${capital(what)} added on ${host.name}.` }; // prettier-ignore
  return {
    id: `add ${what}`,
    label: `${capital(what)}…`,
    icon,
    run: () => editing.openForm({ host: host.id, ...words, form: form() }),
  };
}

/** *Edit …*: `name` is the row's. */
export function changing(host: Host, what: string, name: string, form: () => EditForm, why?: string): Doable {
  const words = { title: `Change ${what} ${name} on ${host.name}`, verb: `Change ${what}`, done: `${name} changed on ${host.name}.` }; // prettier-ignore
  return {
    id: `edit ${what}`,
    label: `Edit ${what}…`,
    icon: 'pencil',
    why,
    run: () => editing.openForm({ host: host.id, ...words, form: form() }),
  };
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
