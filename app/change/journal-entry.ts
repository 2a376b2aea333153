/** The lines of the journal: what was about to happen, how far it got, how it ended. One JSON object a line; never a secret. */
import * as v from 'valibot';
import { IntentSchema } from './intent.ts';
import { HostIdSchema } from '../base/field.ts';
import { OverlayDeclareIntent, OverlayName, OverlayPartIntent, OverlaySpec } from '../overlay/overlay.ts';
import { StepSchema } from '../noun/step.ts';

const Id = v.pipe(v.string(), v.minLength(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const PlannedStepSchema = v.object({ step: StepSchema, why: v.string(), inverse: v.array(StepSchema) });
export const PlanSchema = v.object({
  title: v.string(),
  hosts: v.array(
    v.object({
      host: HostIdSchema,
      steps: v.array(PlannedStepSchema),
      /** What taking it back leaves otherwise, as it was said before the change. */
      lost: v.optional(v.array(v.string())),
    }),
  ),
});

/** Rows as they were printed and parsed, by table: for reading, so their form is not checked any closer. */
const RowsSchema = v.array(
  v.object({ host: HostIdSchema, rows: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))) }),
);
export type HostRows = v.InferOutput<typeof RowsSchema>[number];

/** What a change was made for. Versions before 0.2 wrote a change of an overlay a host at a time: `overlay-part`. */
export const JournalIntentSchema = v.variant('kind', [
  ...IntentSchema.options,
  OverlayDeclareIntent,
  OverlayPartIntent,
]);
export type JournalIntent = v.InferOutput<typeof JournalIntentSchema>;

const FileText = v.object({ sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), text: v.string() });
/**
 * A file of the user's own that goes with a change: the `overlay.yaml` a member is added to or taken from. Whoever takes the change
 * back, or completes it, writes the other text only where the file still is what the change left.
 */
const FileChangeSchema = v.object({
  /** Absolute, links followed: what was read is what is written. */
  path: v.pipe(v.string(), v.regex(/^\/[^\0]*$/), v.maxLength(4096)),
  before: FileText,
  after: FileText,
});
export type FileChange = v.InferOutput<typeof FileChangeSchema>;

/** Written and synced before the first step. `pid` and `pidStart` tell a crash from a change that still runs elsewhere. */
export const ArmedEntry = v.object({
  kind: v.literal('armed'),
  id: Id,
  /** Milliseconds since the epoch. */
  at: v.number(),
  user: v.string(),
  pid: Count,
  pidStart: v.string(),
  intent: JournalIntentSchema,
  plan: PlanSchema,
  /** The entry that this one takes apart. */
  undoes: v.optional(Id),
  /** Before 0.2: common to the parts of one change, an entry a host. Read as one change of that id (`journal-group`). */
  group: v.optional(Id),
  /** Which machine each host was then (`Incarnation`); absent in entries of earlier versions. */
  places: v.optional(
    v.array(v.object({ host: HostIdSchema, machine: v.optional(v.string()), boot: v.optional(v.string()) })),
  ),
  /** What stood where the plan is about to change something. Absent in entries of earlier versions, as `commands` and `after` are. */
  before: v.optional(RowsSchema),
  file: v.optional(FileChangeSchema),
});
/** What was run, with how each ended; `stderr` is cut. */
export const CommandsEntry = v.object({
  kind: v.literal('commands'),
  id: Id,
  host: HostIdSchema,
  commands: v.array(
    v.object({
      argv: v.array(v.string()),
      exitCode: v.optional(v.number()),
      failure: v.optional(v.string()),
      /** Milliseconds. */
      ms: v.number(),
      stderr: v.optional(v.string()),
    }),
  ),
});
/** The first `done` steps on that host have ended well; one more may have run without a line about it. */
export const ProgressEntry = v.object({ kind: v.literal('progress'), id: Id, host: HostIdSchema, done: Count });
const HostEndSchema = v.picklist(['committed', 'rolled-back', 'diverged']);
/** One host of a change has ended while others may still run: each commits or is taken back by itself. */
export const HostEndEntry = v.object({
  kind: v.literal('host-end'),
  id: Id,
  host: HostIdSchema,
  end: HostEndSchema,
  /** One sentence a problem. */
  problems: v.array(v.string()),
});
/** Steps that became necessary on the way, such as letting go of a member that could not join. Written and synced before they run. */
export const AmendedEntry = v.object({ kind: v.literal('amended'), id: Id, hosts: PlanSchema.entries.hosts });

/** What an overlay is to be from the end of a change on: in the same line, so that no crash comes between. `spec: null` forgets it. */
const StatementSchema = v.object({ name: OverlayName, spec: v.nullable(OverlaySpec), keepTrue: v.boolean() });
export type Statement = v.InferOutput<typeof StatementSchema>;

export const EndEntry = v.object({
  kind: v.literal('end'),
  id: Id,
  at: v.number(),
  end: v.picklist(['committed', 'rolled-back', 'diverged', 'kept']),
  /** One sentence a problem, as it was shown. */
  problems: v.array(v.string()),
  after: v.optional(RowsSchema),
  stated: v.optional(StatementSchema),
});

/** What an overlay is to be from now on; the last word on a name counts, here or in an `end`. Versions before 0.2 only: now it is a change of no host. */
export const StatedEntry = v.object({
  kind: v.literal('stated'),
  id: Id,
  at: v.number(),
  name: OverlayName,
  spec: v.nullable(OverlaySpec),
  keepTrue: v.boolean(),
  /** The change that made it so; absent when no change did (forgetting, keep-true mode). */
  group: v.optional(Id),
});
export type StatedEntry = v.InferOutput<typeof StatedEntry>;

export const JournalEntrySchema = v.variant('kind', [
  ArmedEntry,
  CommandsEntry,
  ProgressEntry,
  HostEndEntry,
  AmendedEntry,
  EndEntry,
  StatedEntry,
]);
export type JournalEntry = v.InferOutput<typeof JournalEntrySchema>;
export type Armed = v.InferOutput<typeof ArmedEntry>;
export type HostEnd = v.InferOutput<typeof HostEndSchema>;
export type End = v.InferOutput<typeof EndEntry>;
export type Commands = v.InferOutput<typeof CommandsEntry>;

/** The overlay that a change is about. */
export function overlayOf(intent: JournalIntent): string | undefined {
  switch (intent.kind) {
    case 'overlay-apply':
      return intent.spec.name;
    case 'link':
    case 'unlink':
    case 'overlay-declare':
    case 'overlay-part':
    case 'overlay-destroy':
      return intent.name;
    case 'edit':
    case 'mend':
    case 'undo':
    case 'persist':
    case 'unpersist':
      return undefined;
  }
}
