import type { TraceAsked, TraceView } from '../../app/contract/doctor-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { EMPTY_FORM, type TraceForm } from './trace-form.ts';

/** The last packet that was followed; it stays when the page is left. */
class Tracing {
  form = $state.raw<TraceForm>(EMPTY_FORM);
  view = $state.raw<TraceView>();
  problem = $state.raw<Problem>();
  running = $state(false);
  #turn = 0;

  async run(asked: TraceAsked): Promise<void> {
    const turn = ++this.#turn;
    this.running = true;
    const answer = await call('trace.run', asked);
    if (turn !== this.#turn) return;
    this.running = false;
    this.problem = answer.ok ? undefined : answer.problem;
    if (answer.ok) this.view = answer.value;
  }
}

export const tracing = new Tracing();
