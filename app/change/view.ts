/** A plan as it is read: exact commands, one line of why each, forward and back. */
import type { CommandLine, HostPlanView, PlanView } from './plan-view.ts';
import { stepText } from '../noun/step-argv.ts';
import { unifiedDiff } from '../persist/diff.ts';
import { describeStep, type Step } from '../noun/step.ts';
import type { HostPlan, Plan, PlannedStep } from '../plan/plan.ts';

export function planView(planId: string, plan: Plan): PlanView {
  return { planId, title: plan.title, hosts: plan.hosts.map(hostPlanView) };
}

function hostPlanView({ host, steps, lost }: HostPlan): HostPlanView {
  const forward = steps.map(({ step, why, inverse }) => line(step, why, contentOf(inverse[0])));
  return { host, forward, rollback: [...steps].reverse().flatMap(backLines), ...(lost === undefined ? {} : { lost }) };
}

function backLines({ step, inverse }: PlannedStep): readonly CommandLine[] {
  return inverse.map((back) => line(back, `Takes back: ${describeStep(step)}.`, contentOf(step)));
}

/** `before` is the content that a file has until then. */
function line(step: Step, why: string, before: string | undefined): CommandLine {
  const text = stepText(step);
  if (step.do !== 'file-write' && step.do !== 'file-remove') return { text, why };
  return { text, why, diff: unifiedDiff(step.path, before, contentOf(step)) };
}

function contentOf(step: Step | undefined): string | undefined {
  return step?.do === 'file-write' ? step.content : undefined;
}
