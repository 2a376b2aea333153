import type { ApplyProgress } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { call, on } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

export type Decision = 'keep' | 'revert';

/** A change that its hosts take back by themselves unless it is kept. */
export interface Waiting {
  readonly planId: string;
  /** Milliseconds since the epoch. */
  readonly by: number;
  /** Seconds there were when it began to wait. */
  readonly of: number;
  /** "alpha and beta". */
  readonly hosts: string;
}

/** Changes that run, and those of them that wait to be kept: what every page's status line knows of them. */
export class Keeping {
  waiting = $state.raw<readonly Waiting[]>([]);
  /** What was pressed; the hosts have not all answered yet. */
  decided = $state.raw<ReadonlyMap<string, Decision>>(new Map());
  /** Hosts that a plan changes at this moment. */
  changing = $state.raw<ReadonlySet<HostId>>(new Set());
  /** How many large countdowns are on the page: while there is one, the status line's is silent. */
  shown = $state(0);
  #running = new Map<string, readonly HostId[]>();

  start(): () => void {
    return on('apply.progress', (progress) => this.take(progress, Date.now()));
  }

  take(progress: ApplyProgress, now: number): void {
    const { planId, phase, hosts, confirmBy } = progress;
    if (phase === 'ended') this.#running.delete(planId);
    else
      this.#running.set(
        planId,
        hosts.map(({ host }) => host),
      );
    this.changing = new Set([...this.#running.values()].flat());
    const before = this.waiting.find((one) => one.planId === planId);
    const others = this.waiting.filter((one) => one.planId !== planId);
    if (confirmBy !== undefined) {
      const of = before?.of ?? secondsLeft({ by: confirmBy }, now);
      this.waiting = [...others, { planId, by: confirmBy, of, hosts: namesOf(progress) }];
      return;
    }
    if (before !== undefined) this.waiting = others;
    if (phase === 'ended') this.decided = new Map([...this.decided].filter(([id]) => id !== planId));
  }

  /** Keeps it or has it taken back now. The first word counts. */
  async decide(planId: string, decision: Decision): Promise<void> {
    if (this.decided.has(planId)) return;
    this.decided = new Map([...this.decided, [planId, decision]]);
    const answer = await call('plan.decide', { planId, decision });
    if (answer.ok) return;
    this.decided = new Map([...this.decided].filter(([id]) => id !== planId));
    notices.add(answer.problem);
  }
}

/** Whole seconds until it is taken back. */
export function secondsLeft({ by }: Pick<Waiting, 'by'>, now: number): number {
  return Math.max(0, Math.ceil((by - now) / 1000));
}

/** Only at these is the time read out: a voice that counts every second is switched off. */
const READ_OUT = [30, 20, 10, 5];

/** The sentence for a screen reader; it changes a few times, not every second. */
export function spokenText({ hosts }: Pick<Waiting, 'hosts'>, left: number): string {
  const step = READ_OUT.filter((at) => at >= left).at(-1) ?? READ_OUT[0];
  return `The change on ${hosts} waits to be kept. In less than ${step} seconds it is taken back.`;
}

function namesOf({ hosts }: ApplyProgress): string {
  return hosts
    .filter(({ steps }) => steps.length > 0)
    .map(({ host }) => hostName(host))
    .join(' and ');
}

export const keeping = new Keeping();
