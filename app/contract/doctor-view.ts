/** What the window shows of a look at hosts and of one packet's way. */
import * as v from 'valibot';
import { HostIdSchema, IpAddress, NetnsRef } from '../base/field.ts';
import type { HostId } from '../base/host.ts';
import type { MendIntent } from '../change/intent.ts';
import type { NotLookedAt } from '../doctor/facts.ts';
import type { Finding } from '../doctor/finding.ts';
import type { Trace } from '../trace/hop.ts';
import type { Sent } from '../trace/sent.ts';

export interface FixView {
  readonly title: string;
  /** The exact commands, a host; of another program's devices too, to read. */
  readonly hosts: readonly { readonly host: HostId; readonly commands: readonly string[] }[];
  /** What a plan can do of it, to be previewed; absent where somebody has to run all of it. */
  readonly intent?: MendIntent;
  /** What no step of ours does: filters of somebody's firewall, settings of one device. */
  readonly toRun: readonly { readonly host: HostId; readonly command: string }[];
}

export interface FindingView extends Omit<Finding, 'fix' | 'consequences'> {
  readonly fix: FixView | null;
  readonly consequences: readonly FindingView[];
}

export interface DoctorView {
  /** Good for a report, while it is among the last few. */
  readonly id: string;
  readonly hosts: readonly HostId[];
  /** Whether packets were sent. */
  readonly probes: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly healthy: boolean;
  /** Lowest cause first. */
  readonly findings: readonly FindingView[];
  readonly notLookedAt: readonly NotLookedAt[];
  /** What was looked for. */
  readonly checked: readonly string[];
}

/** - `tables`: the host is read; `facts`: asked for what no table has */
export type HostLook = 'tables' | 'facts' | 'read' | 'away';

export interface DoctorProgress {
  readonly id: string;
  readonly hosts: readonly { readonly host: HostId; readonly state: HostLook }[];
  readonly phase: 'reading' | 'checking' | 'packets';
}

/** `id` is the caller's, to cancel it by. */
export const DoctorAsked = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  hosts: v.pipe(v.array(HostIdSchema), v.minLength(1), v.maxLength(2000)),
  /** False: nothing is sent. */
  probes: v.boolean(),
  /** Nobody waits for it: tables as they were last read, and no report of it. */
  quiet: v.optional(v.boolean()),
});
export type DoctorAsked = v.InferOutput<typeof DoctorAsked>;

export const TraceAsked = v.strictObject({
  host: HostIdSchema,
  netns: NetnsRef,
  address: IpAddress,
  from: v.optional(IpAddress),
  protocol: v.picklist(['icmp', 'tcp', 'udp']),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  /** Bytes of the whole packet. */
  size: v.pipe(v.number(), v.integer(), v.minValue(28), v.maxValue(65_535)),
  /** Also sends one real packet. */
  send: v.boolean(),
});
export type TraceAsked = v.InferOutput<typeof TraceAsked>;

export interface TraceView {
  /** Good for a report, while it is among the last few. */
  readonly id: string;
  readonly asked: TraceAsked;
  readonly at: number;
  readonly trace: Trace;
  readonly sent?: Sent;
}

/** A report of one look, of one trace, or of both. */
export const ReportAsked = v.strictObject({
  doctor: v.optional(v.string()),
  trace: v.optional(v.string()),
  /** Other addresses and names, the same for the same. */
  redact: v.boolean(),
});
export type ReportAsked = v.InferOutput<typeof ReportAsked>;
