import type { LinkHealth } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';

/** The last health of one overlay, and whether a new one is on its way. */
export class HealthCheck {
  readonly name: string;
  health = $state.raw<LinkHealth>();
  problem = $state.raw<Problem>();
  checking = $state(false);
  /** Milliseconds since the epoch. */
  checkedAt = $state<number>();
  #turn = 0;

  constructor(name: string) {
    this.name = name;
  }

  async run(): Promise<void> {
    const turn = ++this.#turn;
    this.checking = true;
    const answer = await call('overlay.health', { name: this.name });
    if (turn !== this.#turn) return;
    this.checking = false;
    this.checkedAt = Date.now();
    this.health = answer.ok ? answer.value : undefined;
    this.problem = answer.ok ? undefined : answer.problem;
  }
}
