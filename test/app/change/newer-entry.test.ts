import * as v from 'valibot';
import { expect, test } from 'vitest';
import { JournalEntrySchema } from '../../../app/change/journal-entry.ts';
import { isWhole } from '../../../app/change/newer-entry.ts';
import type { HostPlan, Plan, PlannedStep } from '../../../app/plan/plan.ts';

/** Every field that a plan can have: a new one does not compile here until it is named, and fails until the journal knows it. */
const STEP: Required<PlannedStep> = { step: { do: 'netns-add', name: 'blue' }, why: 'x', inverse: [] };
const HOST: Required<HostPlan> = { host: 'lab:alpha', steps: [STEP], lost: ['a row'] };
const PLAN: Required<Plan> = { title: 'a plan', hosts: [HOST] };

test('what this version writes of a plan is whole when it is read again, and what it does not know is not', () => {
  const entry = {
    kind: 'armed',
    id: 'one',
    at: 1,
    user: 'me',
    pid: 1,
    pidStart: '1',
    intent: { kind: 'undo' },
    plan: PLAN,
  };
  const wholeOf = (json: unknown): boolean => isWhole(json, v.parse(JournalEntrySchema, json));
  expect(wholeOf(entry)).toBe(true);
  expect(wholeOf({ ...entry, plan: { ...PLAN, hosts: [{ ...HOST, mayNotBeUndoneAlone: true }] } })).toBe(false);
});
