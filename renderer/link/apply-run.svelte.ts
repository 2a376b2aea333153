import type { ApplyProgress, ApplyResult, StepState } from '../../app/contract/plan-view.ts';
import type { PlanView } from '../../app/change/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call, on } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

/** One plan being applied: its progress while it runs, then its result, or the problem that kept it from starting. */
export class ApplyRun {
  readonly plan: PlanView;
  progress = $state.raw<ApplyProgress>();
  result = $state.raw<ApplyResult>();
  refused = $state.raw<Problem>();
  cancelling = $state(false);
  running = $derived(this.result === undefined && this.refused === undefined);
  /** How many views show it now; what ends while nobody looks is said as a notice. */
  watched = 0;

  constructor(plan: PlanView) {
    this.plan = plan;
  }

  async start(): Promise<void> {
    const stop = on('apply.progress', (progress) => {
      if (progress.planId === this.plan.planId) this.progress = progress;
    });
    const answer = await call('plan.apply', { planId: this.plan.planId });
    stop();
    if (answer.ok) this.#end(answer.value);
    else this.refused = answer.problem;
  }

  /** The answer may overtake the last progress; nothing runs any more either way. */
  #end(result: ApplyResult): void {
    this.result = result;
    if (this.progress) this.progress = endedProgress(this.progress, result);
    if (this.watched > 0) return;
    const { title } = this.plan;
    if (result.end === 'committed') return notices.say(`${title}: done.`, result.problems);
    notices.say(`${title}: ${result.end === 'rolled-back' ? 'taken back.' : 'not everything could be taken back.'}`);
    for (const problem of result.problems) notices.add(problem);
  }

  /** The step that runs is let end; what was done is taken back. */
  async cancel(): Promise<void> {
    this.cancelling = true;
    const answer = await call('plan.cancel', { planId: this.plan.planId });
    if (!answer.ok) this.cancelling = false;
  }
}

/** What a host took back by itself was not told step by step. */
function endedProgress(progress: ApplyProgress, { end }: ApplyResult): ApplyProgress {
  const takenBack = (state: StepState): StepState => (end === 'rolled-back' && state === 'done' ? 'undone' : state);
  const hosts = progress.hosts.map(({ host, steps }) => ({ host, steps: steps.map(takenBack) }));
  return { ...progress, hosts, phase: 'ended' };
}
