/** Everything that can be asked of the engine. */
import * as v from 'valibot';
import { HostIdSchema, LinkIntent, UnlinkIntent } from '../overlay/link-intent.ts';
import { OverlayApplyIntent, OverlayDestroyIntent } from '../overlay/overlay.ts';
import { PersistIntent, UnpersistIntent } from '../persist/intent.ts';
import { AddressItem } from '../noun/address/edit.ts';
import { BridgeItem, PortItem } from '../noun/bridge/edit.ts';
import { BridgeVlanItem } from '../noun/vlan/edit.ts';
import { ForwardStep } from '../noun/forward/steps.ts';
import { OffloadStep } from '../noun/offload/steps.ts';
import { SysctlStep } from '../noun/sysctl/steps.ts';
import { EndpointItem } from '../noun/endpoint/edit.ts';
import { FdbEntryItem } from '../noun/fdb/edit.ts';
import { LinkItem } from '../noun/link/edit.ts';
import { NeighbourItem } from '../noun/neighbour/edit.ts';
import { NetnsItem } from '../noun/netns/edit.ts';
import { RouteItem } from '../noun/route/edit.ts';
import { VethItem } from '../noun/veth/edit.ts';
import { VxlanItem } from '../noun/vxlan/edit.ts';

/** One change to one thing; `noun` and `verb` say which. */
export const EditItem = v.variant('noun', [
  VxlanItem,
  BridgeItem,
  PortItem,
  BridgeVlanItem,
  VethItem,
  LinkItem,
  NetnsItem,
  EndpointItem,
  AddressItem,
  RouteItem,
  FdbEntryItem,
  NeighbourItem,
]);
export type EditItem = v.InferOutput<typeof EditItem>;

/** Any number of changes to one host, done in their order, all or nothing. */
export const EditIntent = v.strictObject({
  kind: v.literal('edit'),
  host: HostIdSchema,
  items: v.pipe(v.array(EditItem), v.minLength(1, 'must hold at least one change')),
  /** Names of devices and namespaces that another program keeps and that may be changed all the same. */
  unlock: v.optional(v.array(v.string())),
});
export type EditIntent = v.InferOutput<typeof EditIntent>;

/** Settings that no edit asks for, and that mend an overlay all the same. */
export const SettingStep = v.variant('do', [...SysctlStep.options, ...ForwardStep.options, ...OffloadStep.options]);
export type SettingStep = v.InferOutput<typeof SettingStep>;

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
