/** Everything that can be asked of the engine. */
import * as v from 'valibot';
import { HostIdSchema, LinkIntent, UnlinkIntent } from '../overlay/link-intent.ts';
import { OverlayApplyIntent, OverlayDestroyIntent } from '../overlay/overlay.ts';
import { PersistIntent, UnpersistIntent } from '../persist/intent.ts';
import { AddressItem } from '../noun/address/edit.ts';
import { BridgeItem, PortItem } from '../noun/bridge/edit.ts';
import { BridgeVlanItem } from '../noun/vlan/edit.ts';
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
  UndoIntent,
  OverlayApplyIntent,
  OverlayDestroyIntent,
  PersistIntent,
  UnpersistIntent,
]);
export type Intent = v.InferOutput<typeof IntentSchema>;
