/** Everything that can be asked of the engine. */
import * as v from 'valibot';
import { EditIntent, EditItem, SettingStep } from '../noun/items.ts';
import { HostIdSchema } from '../base/field.ts';
import { LinkIntent, UnlinkIntent } from '../overlay/link-intent.ts';
import { OverlayApplyIntent, OverlayDestroyIntent } from '../overlay/overlay.ts';
import { PersistIntent, UnpersistIntent } from '../persist/intent.ts';

/** What mends a failure that the doctor named: edits of any number of hosts, one change. */
export const MendIntent = v.strictObject({
  kind: v.literal('mend'),
  /** What it is called in the preview and in the history. */
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  hosts: v.pipe(
    v.array(
      v.strictObject({ host: HostIdSchema, items: v.array(EditItem), settings: v.optional(v.array(SettingStep)) }),
    ),
    v.minLength(1, 'must hold at least one host'),
  ),
  unlock: v.optional(v.array(v.string())),
});
export type MendIntent = v.InferOutput<typeof MendIntent>;

/** Takes back a change by the journal, as far as it still stands; without an id, this user's last one. */
export const UndoIntent = v.strictObject({
  kind: v.literal('undo'),
  entryId: v.optional(v.string()),
  /** Forward: the user's last undo is taken back. */
  redo: v.optional(v.boolean()),
  /** Where hosts of the change are not connected, it is taken back on the others; what is left stays undoable. */
  reachableOnly: v.optional(v.boolean()),
});
export type UndoIntent = v.InferOutput<typeof UndoIntent>;

export const IntentSchema = v.variant('kind', [
  LinkIntent,
  UnlinkIntent,
  EditIntent,
  MendIntent,
  UndoIntent,
  OverlayApplyIntent,
  OverlayDestroyIntent,
  PersistIntent,
  UnpersistIntent,
]);
export type Intent = v.InferOutput<typeof IntentSchema>;
