import type { HostId } from '../base/host.ts';
import type { PlanView } from '../change/plan-view.ts';
import type { LayerHealth } from '../overlay/link-health.ts';
import type { Problem } from '../problem/problem.ts';
import type { FindingView } from './doctor-view.ts';

/** The answer to a preview: what is wrong with the form, and the plan as far as there is one. */
export interface Preview {
  readonly problems: readonly Problem[];
  readonly plan?: PlanView;
}

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'undone';

/** Sent while a plan is applied, whenever anything in it changes. */
export interface ApplyProgress {
  readonly planId: string;
  readonly phase: 'checking' | 'applying' | 'verifying' | 'rolling-back' | 'ended';
  /** One list a host, in plan order. */
  readonly hosts: readonly { readonly host: HostId; readonly steps: readonly StepState[] }[];
  readonly done: number;
  readonly total: number;
  /**
   * Present while the change waits to be kept (`plan.decide`): when it is taken back without an answer, in milliseconds
   * since the epoch.
   */
  readonly confirmBy?: number;
  /** What is waited for longer than usual. */
  readonly note?: Problem;
}

/** With what the doctor says of it. */
export interface LinkHealth extends LayerHealth {
  /** The causes as the doctor names them, lowest first, with what mends them; absent where it names none. */
  readonly findings?: readonly FindingView[];
}

export type ApplyEnd = 'committed' | 'rolled-back' | 'diverged';

export interface ApplyResult {
  readonly planId: string;
  readonly end: ApplyEnd;
  readonly problems: readonly Problem[];
  /** Present after linking. */
  readonly health?: LinkHealth;
  readonly durationMs: number;
}

/** A change that was interrupted (crash, kill, power): offered at the next start. */
export interface RecoveryView {
  readonly entryId: string;
  readonly title: string;
  readonly startedAt: number;
  readonly hosts: readonly HostId[];
  readonly done: number;
  readonly total: number;
  readonly problem: Problem;
}
