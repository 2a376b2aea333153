import type { PlanView } from '../../app/change/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { ApplyRun } from './apply-run.svelte.ts';

/** What is to be planned; without an intent the problems say why there is none. */
export interface Asked {
  readonly intent?: unknown;
  readonly problems: readonly Problem[];
}

/** One change: its plan, read first, then run. */
export abstract class PlanChange {
  plan = $state.raw<PlanView>();
  problems = $state.raw<readonly Problem[]>([]);
  run = $state.raw<ApplyRun>();
  /** Until the plan has arrived. */
  loading = $state(true);

  protected abstract ask(): Promise<Asked>;

  async preview(): Promise<void> {
    this.loading = true;
    this.run = undefined;
    const { intent, problems } = await this.ask();
    const answer = intent === undefined ? undefined : await call('plan.preview', { intent });
    this.loading = false;
    this.plan = answer?.ok === true ? answer.value.plan : undefined;
    const said = answer === undefined ? [] : answer.ok ? answer.value.problems : [answer.problem];
    this.problems = [...problems, ...said];
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
