/**
 * What a schema says where nothing better is written at its field: valibot's own sentences ("Invalid type: Expected …") are
 * for programmers. Set once, for all schemas of the process, by whoever imports a field.
 */
import * as v from 'valibot';

type Issue = v.BaseIssue<unknown>;

v.setGlobalMessage(wordsOf);

/** The end of a sentence that begins with the field, without a full stop. */
export function wordsOf(issue: Issue): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not known here';
  if (issue.kind === 'schema' && issue.input === undefined) return 'is missing';
  return `must ${MUST[issue.type]?.(issue) ?? `be ${expectedOf(issue)}`}, not ${valueText(issue.input)}`;
}

/** Of a list the value stands for the place: `prefixes 10.0.0.0/33`, not `prefixes.2`. */
export function issueField(issue: Issue, otherwise: string): string {
  const keys = (issue.path ?? []).map(({ key }) => key);
  const name = keys.filter((key): key is string => typeof key === 'string' && !/^\d+$/.test(key)).at(-1);
  if (name === undefined) return otherwise;
  const listed = typeof keys.at(-1) === 'number' && ['string', 'number'].includes(typeof issue.input);
  return listed ? `${name} ${shortened(String(issue.input))}` : name;
}

const MUST: Readonly<Record<string, (issue: Issue) => string>> = {
  string: () => 'be text',
  number: () => 'be a number',
  boolean: () => 'be true or false',
  array: () => 'be a list',
  tuple: () => 'be a list',
  object: () => 'be a block of names and values',
  strict_object: () => 'be a block of names and values',
  loose_object: () => 'be a block of names and values',
  record: () => 'be a block of names and values',
  integer: () => 'be a whole number',
  safe_integer: () => 'be a whole number',
  min_value: ({ expected }) => `be at least ${bound(expected)}`,
  max_value: ({ expected }) => `be at most ${bound(expected)}`,
  min_length: ({ expected }) => `hold at least ${bound(expected)}`,
  max_length: ({ expected }) => `hold at most ${bound(expected)}`,
  length: ({ expected }) => `hold exactly ${bound(expected)}`,
  non_empty: () => 'hold something',
  regex: () => 'be written another way',
  check: () => 'be another value',
};

/** `>=1` → `1`. */
function bound(expected: string | null): string {
  return (expected ?? '').replace(/^[<>=]+/, '');
}

const KINDS: Readonly<Record<string, string>> = {
  ...{ string: 'text', number: 'a number', boolean: 'true or false', Object: 'a block of names and values' },
  ...{ Array: 'a list', null: 'nothing', undefined: 'left out' },
};

/** `("bridged" | "routed")` → `bridged or routed`. */
function expectedOf({ expected }: Issue): string {
  const all = (expected ?? '')
    .replace(/[()]/g, '')
    .split(/ [|&] /)
    .filter(Boolean);
  const words = [...new Set(all)].map((one) => KINDS[one] ?? (one === '""' ? 'empty' : one.replaceAll('"', '')));
  return words.length === 0
    ? 'another value'
    : `${words.slice(0, -1).join(', ')}${words.length > 1 ? ' or ' : ''}${words.at(-1)}`;
}

function valueText(value: unknown): string {
  return shortened(typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value));
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
