import { issueField } from '../../app/base/schema-words.ts';
import * as v from 'valibot';
import { hostName, type HostId } from '../../app/base/host.ts';
import { LinkIntent } from '../../app/overlay/link-intent.ts';
import { judgeUnderlay, type UnderlayWish } from '../../app/overlay/underlay-judge.ts';
import type { UnderlayCheck } from '../../app/overlay/underlay-check.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import { isLabelPath, type LabelPath } from './field.ts';

/** Problems of a form, split into what a label says and what stands above the button. */
export interface FormProblems {
  readonly fields: ReadonlyMap<LabelPath, readonly Problem[]>;
  readonly general: readonly Problem[];
}

export const NO_PROBLEMS: FormProblems = { fields: new Map(), general: [] };

/** What the schema alone finds wrong, as problems with a field; empty when the intent parses. */
export function schemaProblems(intent: unknown): readonly Problem[] {
  const result = v.safeParse(LinkIntent, intent);
  if (result.success) return [];
  return result.issues.map((issue) =>
    badInput(v.getDotPath(issue) ?? '', issueField(issue, 'the form'), reasonOf(issue)),
  );
}

/**
 * Problems by field. Local ones come first and hide what an older preview said about the same field;
 * a field that is not on the picture counts as general.
 */
export function splitProblems(local: readonly Problem[], previewed: readonly Problem[]): FormProblems {
  const said = new Set(local.map((problem) => problem.where.field));
  const all = [
    ...local,
    ...previewed.filter((problem) => problem.where.field === undefined || !said.has(problem.where.field)),
  ];
  const fields = new Map<LabelPath, Problem[]>();
  const general: Problem[] = [];
  for (const problem of all) {
    const field = problem.where.field;
    if (field !== undefined && isLabelPath(field)) fields.set(field, [...(fields.get(field) ?? []), problem]);
    else general.push(problem);
  }
  // A plan that knows of no form says of a host what a field says already.
  const onFields = new Set([...fields.values()].flat().map((problem) => problemText(problem).text));
  const isSaid = (problem: Problem): boolean => onFields.has(problemText(problem).text);
  return { fields, general: general.filter((problem) => !isSaid(problem)) };
}

/** What asking both hosts about the network between them means for this form; nothing before they answered. */
export function underlayProblems(wish: UnderlayWish, check: UnderlayCheck | undefined): readonly Problem[] {
  return check === undefined ? [] : judgeUnderlay(wish, check);
}

/** The short sentence for a label. The label already names the field, so a plain "not valid" gives only its reason. */
export function labelText(problem: Problem): string {
  const reason = problem.code === 'bad-input' ? problem.facts['reason'] : undefined;
  return typeof reason === 'string' ? sentence(reason, problem.where.host) : problemText(problem).text;
}

/** Why the button cannot be pressed, or nothing when it can. */
export function blockedBy(problems: FormProblems): string | undefined {
  const wrong = [...problems.fields.values()].filter((list) =>
    list.some((problem) => problem.severity === 'error'),
  ).length;
  if (wrong > 0) return wrong === 1 ? 'One field needs correcting.' : `${wrong} fields need correcting.`;
  const general = problems.general.find((problem) => problem.severity === 'error');
  return general === undefined ? undefined : problemText(general).text;
}

function badInput(field: string, label: string, reason: string): Problem {
  return { code: 'bad-input', severity: 'error', where: { field }, facts: { field: label, reason }, retry: false };
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  if (issue.input === '' || issue.input === undefined) return 'must not be empty';
  if (issue.type === 'number') return 'must be a whole number';
  return issue.message;
}

/** Starts with a capital, unless it starts with the name of a host. */
function sentence(reason: string, host: HostId | undefined): string {
  const named = host !== undefined && reason.startsWith(`${hostName(host)} `);
  const text = named ? reason : reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
