import type { HostId } from '../base/host.ts';
import type { Problem } from '../problem/problem.ts';
import type { FindingView } from './doctor-view.ts';

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

/** The layers an overlay is checked through, from the wire up. */
export const LAYERS = ['underlay', 'udp-port', 'vni', 'fdb', 'neighbour', 'route', 'endpoint', 'mtu'] as const;
export type Layer = (typeof LAYERS)[number];

export interface PingResult {
  readonly from: HostId;
  readonly to: HostId;
  readonly target: string;
  /** Milliseconds; absent when nothing came back. */
  readonly rttMs?: number;
  /** Largest IP packet in bytes that passed with "don't fragment". */
  readonly largestPacket?: number;
}

export interface LinkHealth {
  readonly healthy: boolean;
  /** False when no endpoint or address exists to ping from; the tables were then all that could be checked. */
  readonly pinged: boolean;
  readonly pings: readonly PingResult[];
  readonly failingLayer?: Layer;
  /** The causes as the doctor names them, lowest first, with what mends them; absent where it names none. */
  readonly findings?: readonly FindingView[];
  readonly problems: readonly Problem[];
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
