/** What can be asked in a walk, as a case folder holds it. */
import * as v from 'valibot';
import { EditIntent } from '../../../app/noun/items.ts';
import type { Intent } from '../../../app/change/intent.ts';
import type { HostId } from '../../../app/base/host.ts';
import { HostIdSchema } from '../../../app/base/field.ts';
import { OverlayDestroyIntent, OverlayFile } from '../../../app/overlay/overlay.ts';
import { PersistIntent, UnpersistIntent } from '../../../app/persist/intent.ts';
import { completeFrom } from '../../../main/engine/overlay-previews.ts';
import type { Session } from '../../../main/engine/session.ts';

/** Builds, joins, leaves and repairs; completed from the hosts when it is applied. */
const OverlayMove = v.strictObject({ kind: v.literal('overlay'), file: OverlayFile });
/** A command past Overlane: what no edit can set, and what an undo must bring back all the same. May fail. */
const ByHand = v.strictObject({ kind: v.literal('by-hand'), host: HostIdSchema, argv: v.array(v.string()) });
const WalkIntentSchema = v.variant('kind', [
  EditIntent,
  PersistIntent,
  UnpersistIntent,
  OverlayDestroyIntent,
  OverlayMove,
  ByHand,
]);
export type WalkIntent = v.InferOutput<typeof WalkIntentSchema>;
export type ByHand = v.InferOutput<typeof ByHand>;

export const WalkedSchema = v.strictObject({
  intent: WalkIntentSchema,
  /** Whether it was taken back at once. */
  undo: v.boolean(),
  /** Whether that was taken back in turn. */
  redo: v.optional(v.boolean()),
});
export type Walked = v.InferOutput<typeof WalkedSchema>;

/** As the engine is asked for it; nothing where it makes no sense on the hosts as they are. */
export function askedOf(intent: Exclude<WalkIntent, ByHand>, session: Session): Intent | undefined {
  if (intent.kind !== 'overlay') return intent;
  const { spec } = completeFrom(intent.file, session);
  return spec && { kind: 'overlay-apply', spec };
}

/** The hosts whose tables it may change: one, or all that there are. */
export function hostsOf(intent: WalkIntent, session: Session): readonly HostId[] {
  return 'host' in intent ? [intent.host] : session.hosts.list().map(({ id }) => id);
}

/** The hosts that a lab needs for these; overlays number their underlay by the order of all three. */
export function hostNames(walked: readonly Walked[]): readonly string[] {
  const named = walked.flatMap(({ intent }) => ('host' in intent ? [intent.host.replace(/^lab:/, '')] : []));
  return walked.some(({ intent }) => !('host' in intent)) ? ['alpha', 'beta', 'gamma'] : [...new Set(named)];
}
