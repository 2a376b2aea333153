import { issueField } from '../../app/base/schema-words.ts';
import * as v from 'valibot';
import { IntentSchema } from '../../app/change/intent.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import { capital } from '../words.ts';
import type { FormField } from './edit-form.ts';

/** What stands on the fields, and what above the button. */
export interface FormSays {
  readonly errors: ReadonlyMap<string, string>;
  /** Worth knowing, but no reason to stop. */
  readonly notes: ReadonlyMap<string, string>;
  readonly general: readonly Problem[];
  /** Fields that only lack a value. */
  readonly missing: ReadonlySet<string>;
}

const EMPTY = 'must not be empty';

/** What the schema alone finds wrong; empty when the intent parses. */
export function schemaProblems(intent: unknown): readonly Problem[] {
  const result = v.safeParse(IntentSchema, intent);
  if (result.success) return [];
  return result.issues.map((issue) => {
    const field = v.getDotPath(issue) ?? '';
    const missing = issue.input === undefined || issue.input === '';
    const reason = missing ? EMPTY : issue.type === 'number' ? 'must be a whole number' : issue.message;
    return {
      code: 'bad-input',
      severity: 'error',
      where: { field },
      facts: { field: issueField(issue, field), reason },
      retry: false,
    };
  });
}

/** Problems by field id; one whose field is not in the form counts as general. */
export function formSays(fields: readonly FormField[], problems: readonly Problem[]): FormSays {
  const errors = new Map<string, string>();
  const notes = new Map<string, string>();
  const missing = new Set<string>();
  const general: Problem[] = [];
  for (const problem of problems) {
    const id = fieldOf(fields, problem);
    if (id === undefined) general.push(problem);
    else if (problem.severity !== 'error') notes.set(id, problemText(problem).text);
    else if (!errors.has(id)) errors.set(id, reasonText(problem));
    if (id !== undefined && (problem.facts['reason'] === EMPTY || problem.facts['reason'] === 'is required'))
      missing.add(id);
  }
  return { errors, notes, general, missing };
}

/** The short sentence for a field or a line, which already names it. A device's name keeps its small letter. */
export function reasonText(problem: Problem): string {
  const reason = problem.code === 'bad-input' ? problem.facts['reason'] : undefined;
  if (typeof reason !== 'string') return problemText(problem).text;
  const text = /^[a-z]+([ ,]|$)/.test(reason) ? capital(reason) : reason;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** `items.0.vxlan.vni` → `vxlan.vni`, and a part of a field (`srcport.low`) → the field. Long sentences stand below, not on a label. */
function fieldOf(fields: readonly FormField[], { code, where: { field }, facts }: Problem): string | undefined {
  if (code !== 'bad-input' && code !== 'option-unavailable') return undefined;
  const whole = field?.replace(/^items\.\d+\./, '');
  // Each flag is a switch of its own.
  const path = whole === 'flags' ? String(facts['field']) : whole;
  return fields.find(({ id }) => path === id || path?.startsWith(`${id}.`))?.id;
}

/** Why the button cannot be pressed, or nothing when it can. */
export function blockedBy(fields: readonly FormField[], { errors, missing, general }: FormSays): string | undefined {
  const wrong = [...errors.keys()].filter((id) => !missing.has(id)).length;
  if (wrong > 0) return wrong === 1 ? 'One field needs correcting' : `${wrong} fields need correcting`;
  if (missing.size > 0) {
    const names = fields
      .filter(({ id }) => missing.has(id))
      .map(({ label, group }) => (group === undefined ? label : `${group}: ${label}`));
    return `Still empty: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' and more' : ''}`;
  }
  const stop = general.find(({ severity }) => severity === 'error');
  return stop === undefined ? undefined : problemText(stop).title;
}
