import * as v from 'valibot';
import { HostIdSchema } from '../base/field.ts';
import { PERSIST_FORMATS } from './format.ts';
import { PERSIST_NAME } from '../noun/file/paths.ts';
import { PersistSelection } from './selection.ts';

const Facts = v.strictObject({
  systemd: v.boolean(),
  openrc: v.optional(v.boolean()),
  networkd: v.boolean(),
  networkManager: v.boolean(),
  netplan: v.boolean(),
  ifupdown: v.boolean(),
  ifupdownKind: v.optional(v.picklist(['ifupdown2', 'ifupdown-ng'])),
  systemdVersion: v.optional(v.number()),
});

/** Keeps a selection on its host across reboots. `facts` are those of `persist.suggest`: what else runs there, which is told to keep its hands off. */
export const PersistIntent = v.strictObject({
  kind: v.literal('persist'),
  host: HostIdSchema,
  select: PersistSelection,
  format: v.picklist(PERSIST_FORMATS),
  facts: Facts,
});
export type PersistIntent = v.InferOutput<typeof PersistIntent>;

/** Removes the files of one name, or all of ours. The network itself stays until the next start. */
export const UnpersistIntent = v.strictObject({
  kind: v.literal('unpersist'),
  host: HostIdSchema,
  name: v.optional(v.pipe(v.string(), v.regex(PERSIST_NAME, 'must be 1 to 32 letters, digits, "_" or "-"'))),
});
export type UnpersistIntent = v.InferOutput<typeof UnpersistIntent>;
