/** A plan as it is read. */
import type { HostId } from '../base/host.ts';

/** One line of a plan as it is read: the exact command and one line of why. */
export interface CommandLine {
  /** Shell-quoted, ready to paste on the host. */
  readonly text: string;
  readonly why: string;
  /** For a file: what changes in it, as a unified diff. `text` then holds the whole file. */
  readonly diff?: string;
}

export interface HostPlanView {
  readonly host: HostId;
  readonly forward: readonly CommandLine[];
  /** In the order they would run. */
  readonly rollback: readonly CommandLine[];
  /** What `rollback`, and undo, do not bring back as it was: a row each, in words. Absent when everything comes back. */
  readonly lost?: readonly string[];
}

export interface PlanView {
  /** Good for one `plan.apply`, until the app ends. */
  readonly planId: string;
  readonly title: string;
  readonly hosts: readonly HostPlanView[];
}
