import type { EditContext } from '../edit/edit-context.ts';
import type { EditForm, FormField } from '../edit/edit-form.ts';
import { givenFields, startOf } from '../edit/form-values.ts';
import { namesIn } from '../edit/places.ts';

/** A new endpoint, on the bridge or in the namespace it was asked for. */
export function endpointForm(
  { tables, host, facts }: EditContext,
  given: { readonly bridge?: string; readonly netns?: string } = {},
): EditForm {
  const bridges = namesIn(tables, '', ({ kind }) => kind === 'bridge');
  const all = FIELDS.map((field) => (field.id === 'bridge' ? { ...field, choices: bridges } : field));
  const bridge = given.bridge ?? bridges[0]?.value ?? '';
  const gateway = facts
    .addresses(host.id, '', bridge)
    .find(({ scope, family }) => scope === 'global' && family === 'inet');
  const start = startOf(all, { dev: 'eth0', ...given, bridge, gateway: gateway?.local ?? '' });
  return {
    start,
    fields: () => all,
    items: (values) => [{ noun: 'endpoint', verb: 'add', ...givenFields(all, values) }],
  };
}

const FIELDS: readonly FormField[] = [
  {
    id: 'netns',
    label: 'Namespace',
    kind: 'text',
    mono: true,
    explain: 'The namespace to talk from; it is made when it is not there.',
  },
  { id: 'bridge', label: 'Bridge', kind: 'choice', mono: true, explain: 'The bridge that the cable is plugged into.' },
  {
    id: 'dev',
    label: 'Device inside',
    kind: 'text',
    mono: true,
    explain: 'The end of the cable inside the namespace.',
  },
  { id: 'port', label: 'Port on the bridge', kind: 'text', mono: true, explain: 'The end of the cable on the bridge.' },
  {
    id: 'address',
    label: 'Address',
    kind: 'text',
    mono: true,
    explain: 'The endpoint’s address with its prefix length, like 10.0.0.5/24.',
  },
  {
    id: 'gateway',
    label: 'Gateway',
    kind: 'text',
    mono: true,
    standard: 'none',
    explain: 'The router for everything outside that prefix.',
  },
  {
    id: 'mtu',
    label: 'MTU',
    kind: 'number',
    mono: true,
    standard: 'that of the bridge',
    unit: 'bytes',
    explain: 'The largest packet the cable takes.',
  },
];
