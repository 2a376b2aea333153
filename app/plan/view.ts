/** A plan as it is read: exact commands, one line of why each, forward and back. */
import type { CommandLine, HostPlanView, PlanView } from '../contract/plan-view.ts';
import { stepText } from '../iproute/step.ts';
import { describeStep } from './describe.ts';
import type { HostPlan, Plan, PlannedStep } from './plan.ts';

export function planView(planId: string, plan: Plan): PlanView {
  return { planId, title: plan.title, hosts: plan.hosts.map(hostPlanView) };
}

function hostPlanView({ host, steps }: HostPlan): HostPlanView {
  const forward = steps.map(({ step, why }): CommandLine => ({ text: stepText(step), why }));
  return { host, forward, rollback: [...steps].reverse().flatMap(backLines) };
}

function backLines({ step, inverse }: PlannedStep): readonly CommandLine[] {
  return inverse.map((back) => ({ text: stepText(back), why: `Takes back: ${describeStep(step)}.` }));
}
