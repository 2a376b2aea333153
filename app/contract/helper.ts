/**
 * What main and the root helper say to each other: one JSON object a line, on the helper's stdin and stdout.
 * Both ends parse every line by these schemas. No argv, no path and no command line is ever part of it.
 */
import * as v from 'valibot';
import { DoctorAskSchema } from '../base/doctor-ask.ts';
import { TABLE_NAMES } from '../noun/snapshot.ts';
import { Ifname, IpAddress, Mac, NetnsName, NetnsRef } from '../base/field.ts';
import { StepSchema } from '../noun/step.ts';
import { COMMAND_FAILURES } from '../problem/command.ts';

/** Counts up when an older helper would misread a newer main. A step it does not know it refuses by itself. */
export const PROTOCOL = 2;

export const LIMITS = {
  /**
   * The longest step, a vxlan with every option, is below 1000 bytes, so a full request fits. More would only let a
   * caller make root's process hold more memory; less would cut a plan of table entries into more round trips.
   */
  lineBytes: 4 * 1024 * 1024,
  /** A request is five levels deep at most: request, steps, step, vxlan, srcport. */
  depth: 8,
  /** As many as one `-batch` takes. A longer plan is several requests; more would make a cancel wait longer. */
  steps: 4000,
  /** Nine questions a namespace at most: a host with a thousand namespaces is read in one request. */
  asks: 8192,
  namespaces: 1024,
  /** Devices that one probe asks about: a plan that takes away more has to say so. */
  devices: 256,
  /** One, and the one that replaces it while the first still ends: each is two processes a namespace. */
  watches: 2,
  /** Characters of whom a lock is for. */
  who: 200,
  /** Requests that run or wait at once. Main has a handful; each costs a process, so more is a caller gone wrong. */
  running: 16,
  /** Milliseconds a caller may grant one request; what the transport itself would wait is far below. */
  timeoutMs: 120_000,
} as const;

const Id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31));
const timeoutMs = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.timeoutMs)));
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** A question by what it is about; the helper compiles the command. `part` picks one of a table's several commands. */
export const AskSchema = v.variant('ask', [
  v.strictObject({ ask: v.literal('version') }),
  v.strictObject({
    ask: v.literal('table'),
    table: v.picklist(TABLE_NAMES),
    netns: NetnsRef,
    part: v.pipe(v.string(), v.maxLength(80)),
  }),
  v.strictObject({ ask: v.literal('doctor'), of: DoctorAskSchema }),
  v.strictObject({ ask: v.literal('fdb-get'), netns: NetnsRef, dev: Ifname, mac: Mac }),
]);
export type Ask = v.InferOutput<typeof AskSchema>;

/** As `Probe`, with bounds: a root ping must not become a flood. */
export const ProbeSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('ping'),
    netns: NetnsRef,
    target: IpAddress,
    from: v.optional(IpAddress),
    count: whole(1, 20),
    size: v.optional(whole(0, 65_507)),
    dontFragment: v.optional(v.boolean()),
    waitS: whole(1, 30),
    intervalS: v.optional(v.pipe(v.number(), v.minValue(0.2), v.maxValue(10))),
    deadlineS: v.optional(whole(1, 30)),
  }),
  /** Three datagrams that no vxlan takes in, or one connection; `bash` has both. */
  v.strictObject({
    kind: v.picklist(['udp', 'tcp']),
    netns: NetnsRef,
    target: IpAddress,
    port: whole(1, 65_535),
    once: v.optional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal('udp-sockets'), netns: NetnsRef }),
  v.strictObject({
    kind: v.literal('held'),
    netns: NetnsRef,
    devs: v.pipe(v.array(Ifname), v.maxLength(LIMITS.devices), v.readonly()),
  }),
  v.strictObject({ kind: v.literal('route-get'), netns: NetnsRef, target: IpAddress, from: IpAddress }),
]);

/** The first line from main; the helper answers nothing else before it. */
export const HelloSchema = v.strictObject({
  verb: v.literal('hello'),
  protocol: whole(0, 1_000_000),
  version: v.pipe(v.string(), v.maxLength(64)),
});

export const RequestSchema = v.variant('verb', [
  v.strictObject({
    verb: v.literal('write'),
    id: Id,
    steps: v.pipe(v.array(StepSchema), v.minLength(1), v.maxLength(LIMITS.steps)),
    timeoutMs,
  }),
  v.strictObject({
    verb: v.literal('read'),
    id: Id,
    asks: v.pipe(v.array(AskSchema), v.minLength(1), v.maxLength(LIMITS.asks)),
    timeoutMs,
  }),
  v.strictObject({ verb: v.literal('probe'), id: Id, probe: ProbeSchema, timeoutMs }),
  v.strictObject({
    verb: v.literal('watch'),
    id: Id,
    namespaces: v.pipe(v.array(NetnsName), v.maxLength(LIMITS.namespaces)),
  }),
  /** Holds this computer's lock until it is cancelled, or answers who does. `who` is told to others who wait. */
  v.strictObject({ verb: v.literal('lock'), id: Id, who: v.pipe(v.string(), v.maxLength(LIMITS.who)) }),
  /** Ends the request `target`; that one still answers with how far it came. */
  v.strictObject({ verb: v.literal('cancel'), id: Id, target: Id }),
  v.strictObject({ verb: v.literal('ping'), id: Id }),
]);
export type Request = v.InferOutput<typeof RequestSchema>;

/** A `CommandOutcome` without its argv: both ends compile that from the same step or question. */
const OutcomeSchema = v.strictObject({
  exitCode: v.optional(v.number()),
  failure: v.optional(v.picklist(COMMAND_FAILURES)),
  stdout: v.string(),
  stderr: v.string(),
  startedAt: v.number(),
  durationMs: v.number(),
});

const REFUSALS = ['protocol', 'malformed', 'too-large', 'bad-request', 'busy', 'netns-unknown'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const ReplySchema = v.variant('type', [
  /** Said once, unasked, at the start. `caller` is PKEXEC_UID: who was authorised. */
  v.strictObject({
    type: v.literal('hello'),
    protocol: v.number(),
    version: v.string(),
    uid: v.number(),
    caller: v.nullable(v.number()),
  }),
  /** Held now; or `by` somebody else, or `unlocked` for that reason: then the request ends. */
  v.strictObject({
    type: v.literal('lock'),
    id: v.number(),
    by: v.optional(v.string()),
    unlocked: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('outcome'), id: v.number(), index: v.number(), outcome: OutcomeSchema }),
  v.strictObject({
    type: v.literal('dirty'),
    id: v.number(),
    netns: v.string(),
    tables: v.array(v.picklist(TABLE_NAMES)),
    fdb: v.optional(v.strictObject({ dev: v.string(), mac: v.string() })),
  }),
  /** Nothing more comes for this request. */
  v.strictObject({ type: v.literal('end'), id: v.number(), why: v.optional(v.string()) }),
  /** Nothing of the request was done. `id` is null when the line was not even a request. */
  v.strictObject({
    type: v.literal('refused'),
    id: v.nullable(v.number()),
    code: v.picklist(REFUSALS),
    reason: v.string(),
    /** Which step or question, counted from 0. */
    index: v.optional(v.number()),
  }),
]);
export type Reply = v.InferOutput<typeof ReplySchema>;

/** How deeply brackets nest, outside strings; checked before parsing, so that no parser meets a hostile depth. */
export function depthOf(line: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === '"') quoted = !quoted;
    else if (quoted) at += letter === '\\' ? 1 : 0;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, (depth += 1));
    else if (letter === '}' || letter === ']') depth -= 1;
  }
  return deepest;
}
