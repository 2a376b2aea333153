import type { PlanView } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { ApplyRun } from '../link/apply-run.svelte.ts';

/** *Take it apart*: the plan that removes one overlay, read first, then run. */
export class TakeApart {
  readonly name: string;
  plan = $state.raw<PlanView>();
  problems = $state.raw<readonly Problem[]>([]);
  run = $state.raw<ApplyRun>();
  /** Until the plan has arrived. */
  loading = $state(true);

  constructor(name: string) {
    this.name = name;
    void this.preview();
  }

  async preview(): Promise<void> {
    this.loading = true;
    this.run = undefined;
    const answer = await call('plan.preview', { intent: { kind: 'unlink', name: this.name } });
    this.loading = false;
    this.plan = answer.ok ? answer.value.plan : undefined;
    this.problems = answer.ok ? answer.value.problems : [answer.problem];
  }

  async confirm(): Promise<void> {
    if (this.plan === undefined || this.run !== undefined) return;
    const run = new ApplyRun(this.plan);
    this.run = run;
    await run.start();
    if (run.refused === undefined) return;
    await this.preview();
    this.problems = [run.refused, ...this.problems];
  }
}
