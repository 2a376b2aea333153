/**
 * Fields that change by themselves: timers, counters of use, lifetimes. `ip -d link` prints the bridge's timers,
 * `ip addr` lifetimes, `-s` ages. A row that differs only in these has not changed.
 */
const RESTLESS = new Set([
  'used',
  'updated',
  'confirmed',
  'probes',
  'refcnt',
  'expires',
  'valid_life_time',
  'preferred_life_time',
]);

export function isRestless(field: string): boolean {
  return RESTLESS.has(field) || field.endsWith('_timer');
}

/** Deep equality of JSON-like values; an absent field equals one that is `undefined`, and restless fields do not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  return sameFields(a as Fields, b as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!sameValue(a[at], b[at])) return false;
  return true;
}

function sameFields(a: Fields, b: Fields): boolean {
  for (const field in a)
    if (a[field] !== b[field] && !isRestless(field) && !sameValue(a[field], b[field])) return false;
  for (const field in b) if (a[field] === undefined && b[field] !== undefined && !isRestless(field)) return false;
  return true;
}
