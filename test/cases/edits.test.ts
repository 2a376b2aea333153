import { describe, test } from 'vitest';
import { planEdit } from '../../app/change/edit-plan.ts';
import { simulatePlan, type Plan } from '../../app/plan/plan.ts';
import { planUndo } from '../../app/plan/undo.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import { compare, planLines } from './golden.ts';
import { loadEditCases, type EditCase } from './load.ts';

describe.each(loadEditCases())('$name', (one) => {
  const { problems, plan } = planEdit(one.intent, one.snapshot);

  test('is refused, or planned with these notes', () => {
    compare(one, 'problems.txt', problems.map(problemLine));
  });

  test('gives this plan', () => {
    compare(one, 'plan.txt', plan === undefined ? [] : planLines(plan, 'forward'));
    compare(one, 'rollback.txt', plan === undefined ? [] : planLines(plan, 'rollback'));
  });

  test('is undone like this', () => {
    compare(one, 'undo.txt', plan === undefined || one.later === undefined ? [] : undoLines(one, plan));
  });
});

/** Against the world as it is later, which `later.json` holds whole. */
function undoLines({ snapshot, later }: EditCase, made: Plan): readonly string[] {
  const [host] = made.hosts;
  const today = later?.tables ?? (host === undefined ? snapshot.tables : simulatePlan(snapshot.tables, host));
  const { plan, problems } = planUndo(made, new Map([[snapshot.host, today]]));
  return [...planLines(plan, 'forward'), ...problems.map(problemLine)];
}

function problemLine(problem: Problem): string {
  const { text, remedy } = problemText(problem);
  return `${problem.severity} ${problem.where.field ?? 'all'}: ${text} ${remedy}`.trim();
}
