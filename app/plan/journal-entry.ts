/** The lines of the journal: what was about to happen, how far it got, how it ended. One JSON object a line; never a secret. */
import * as v from 'valibot';
import { IntentSchema } from '../edit/intent.ts';
import { HostIdSchema } from '../overlay/link-intent.ts';
import { StepSchema } from './step.ts';

const Id = v.pipe(v.string(), v.minLength(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const PlannedStepSchema = v.object({ step: StepSchema, why: v.string(), inverse: v.array(StepSchema) });
export const PlanSchema = v.object({
  title: v.string(),
  hosts: v.array(v.object({ host: HostIdSchema, steps: v.array(PlannedStepSchema) })),
});

/** Written and synced before the first step. `pid` and `pidStart` tell a crash from a change that still runs elsewhere. */
export const ArmedEntry = v.object({
  kind: v.literal('armed'),
  id: Id,
  /** Milliseconds since the epoch. */
  at: v.number(),
  user: v.string(),
  pid: Count,
  pidStart: v.string(),
  intent: IntentSchema,
  plan: PlanSchema,
  /** The entry that this one takes apart. */
  undoes: v.optional(Id),
});
/** The first `done` steps on that host have ended well; one more may have run without a line about it. */
export const ProgressEntry = v.object({ kind: v.literal('progress'), id: Id, host: HostIdSchema, done: Count });
export const EndEntry = v.object({
  kind: v.literal('end'),
  id: Id,
  at: v.number(),
  end: v.picklist(['committed', 'rolled-back', 'diverged', 'kept']),
  /** One sentence a problem, as it was shown. */
  problems: v.array(v.string()),
});

export const JournalEntrySchema = v.variant('kind', [ArmedEntry, ProgressEntry, EndEntry]);
export type JournalEntry = v.InferOutput<typeof JournalEntrySchema>;
export type Armed = v.InferOutput<typeof ArmedEntry>;
export type End = v.InferOutput<typeof EndEntry>;
