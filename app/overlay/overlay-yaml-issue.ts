/** What a schema says against a value → where that is, and a reason a person can act on. */
import * as v from 'valibot';
import { MemberEndpoint, MemberTunnel, OverlayMember, OverlaySpec } from './overlay.ts';

export interface FieldIssue {
  readonly path: readonly (string | number)[];
  readonly reason: string;
  /** The key itself is wrong, not its value. */
  readonly key: boolean;
}

type Issue = v.BaseIssue<unknown>;

export function fieldIssues(issues: readonly Issue[], before: FieldIssue['path'] = []): readonly FieldIssue[] {
  return issues.flatMap((issue) => {
    const path = [...before, ...keysOf(issue)];
    const inner = innerOf(issue);
    return inner.length > 0 ? fieldIssues(inner, path) : [reasonOf(issue, path)];
  });
}

function keysOf({ path }: Issue): readonly (string | number)[] {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

/** Of a choice between an object and a word, what is wrong inside the object. */
function innerOf({ type, input, issues }: Issue): readonly Issue[] {
  if (type !== 'union' || typeof input !== 'object' || input === null) return [];
  return (issues ?? []).flatMap((one) => (one.path === undefined ? innerOf(one) : [one]));
}

function reasonOf(issue: Issue, path: FieldIssue['path']): FieldIssue {
  const name = nameOf(path);
  if (issue.kind === 'validation' || issue.type === 'custom') {
    const what = typeof path.at(-1) === 'number' ? `${textOf(issue.input)} in ${listOf(path)}` : name;
    return { path, key: false, reason: `${what} ${issue.message}` };
  }
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return { path, key: true, reason: unknownKey(path, name) };
  if (issue.input === undefined) return { path, key: true, reason: `${name} is missing` };
  return {
    path,
    key: false,
    reason: `${name} must be ${EXPECTED[issue.type] ?? wordsOf(issue.expected)}, not ${textOf(issue.input)}`,
  };
}

/** A place in a list is told by its list: nobody counts from 0. */
function nameOf(path: FieldIssue['path']): string {
  return typeof path.at(-1) === 'number' ? `each of ${listOf(path)}` : String(path.at(-1) ?? 'the file');
}

function listOf(path: FieldIssue['path']): string {
  return String(path.at(-2) ?? 'the file');
}

const EXPECTED: Readonly<Record<string, string>> = {
  ...{
    string: 'text (in quotes, if it looks like a number)',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
  },
  ...{ strict_object: 'a block of names and values', object: 'a block of names and values' },
  union: 'a block of names and values, true or false',
};

/** `("bridged" | "routed")` → `bridged or routed`. */
function wordsOf(expected: string | null): string {
  return (expected ?? 'something else').replace(/[()"]/g, '').replaceAll(' | ', ' or ');
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  file: Object.keys(OverlaySpec.entries),
  members: Object.keys(OverlayMember.entries),
  tunnels: Object.keys(MemberTunnel.entries),
  endpoint: Object.keys(MemberEndpoint.entries),
};

function unknownKey(path: FieldIssue['path'], name: string): string {
  const place = String(
    path
      .slice(0, -1)
      .filter((key) => typeof key === 'string' && key !== '')
      .at(-1) ?? 'file',
  );
  const known = KEYS[place] ?? [];
  const near = known
    .map((key) => ({ key, far: distance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  const hint =
    near !== undefined && near.far <= Math.max(2, name.length / 3)
      ? `did you mean ${near.key}?`
      : `known here: ${known.join(', ')}`;
  return `${name} is not known; ${hint}`;
}

/** Levenshtein's: letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
