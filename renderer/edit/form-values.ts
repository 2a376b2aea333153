import type { FormField, Values } from './edit-form.ts';

/** What a form holds, as fields of an item: text, numbers and switches, nested by their dotted ids. */
export type ItemFields = Readonly<Record<string, unknown>>;

/** What a field starts with when nothing is there yet. */
export function startOf(fields: readonly FormField[], given: Values = {}): Values {
  const usual = fields.map(({ id, kind, standard }) => [id, kind === 'toggle' ? (standard ?? 'off') : ''] as const);
  return { ...Object.fromEntries(usual), ...given };
}

/** The fields that were given: not empty, and for switches not what holds anyway. */
export function givenFields(fields: readonly FormField[], values: Values): ItemFields {
  return nested(fields.filter((field) => isGiven(field, values[field.id] ?? '')).map((field) => entry(field, values)));
}

/** The fields that differ from the start and hold something. */
export function changedFields(fields: readonly FormField[], values: Values, start: Values): ItemFields {
  const changed = fields.filter(({ id }) => (values[id] ?? '') !== (start[id] ?? '') && (values[id] ?? '') !== '');
  return nested(changed.map((field) => entry(field, values)));
}

/** Ids of fields that held something and are empty now. */
export function emptiedFields(fields: readonly FormField[], values: Values, start: Values): readonly string[] {
  return fields.filter(({ id }) => (values[id] ?? '') === '' && (start[id] ?? '') !== '').map(({ id }) => id);
}

function isGiven({ kind, standard = 'off' }: FormField, value: string): boolean {
  return value !== '' && (kind !== 'toggle' || value !== standard);
}

function entry({ id, kind }: FormField, values: Values): readonly [string, unknown] {
  const value = (values[id] ?? '').trim();
  if (kind === 'toggle') return [id, value === 'on'];
  // What is no number is passed on as it is: the schema says so on the field.
  return [id, kind === 'number' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value];
}

/** `[['vxlan.ttl', 3]]` → `{ vxlan: { ttl: 3 } }`. */
function nested(entries: readonly (readonly [string, unknown])[]): ItemFields {
  const result: Record<string, unknown> = {};
  for (const [path, value] of entries) {
    const parts = path.split('.');
    const last = parts.pop() ?? path;
    let place = result;
    for (const part of parts) place = (place[part] ??= {}) as Record<string, unknown>;
    place[last] = value;
  }
  return result;
}
