import type { HostId } from '../model/host.ts';
import type { Step } from './step.ts';

/** A step, why it is there in one line, and the steps that take it back (already in the order to run them). */
export interface PlannedStep {
  readonly step: Step;
  readonly why: string;
  readonly inverse: readonly Step[];
}

/** What a plan read and relies on, per host: the executor reads these again and refuses if they differ. */
export interface HostPlan {
  readonly host: HostId;
  readonly steps: readonly PlannedStep[];
}

/** Everything one Intent means, for all hosts it touches. Pure data: the journal keeps it whole. */
export interface Plan {
  readonly title: string;
  readonly hosts: readonly HostPlan[];
}
