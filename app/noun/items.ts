/** Everything that can be edited, computed from the list of nouns. */
import * as v from 'valibot';
import { HostIdSchema } from '../base/field.ts';
import type { Editing, ItemLike } from './edit-item.ts';
import type { Noun } from './noun.ts';
import { ForwardStep } from './forward/steps.ts';
import { NOUNS } from './nouns.ts';
import { OffloadStep } from './offload/steps.ts';
import { SysctlStep } from './sysctl/steps.ts';

type ItemOf<N> = N extends Noun<string, infer _R, infer _S, infer I> ? I : never;

/** One change to one thing; `noun` and `verb` say which. */
export type EditItem = ItemOf<(typeof NOUNS)[number]>;

export const EDITINGS: readonly Editing<EditItem>[] = NOUNS.flatMap(({ edits }) =>
  'none' in edits ? [] : (edits as unknown as Editing<EditItem>[]),
);

export const EditItem = v.variant('noun', EDITINGS.map(({ item }) => item) as never) as unknown as v.GenericSchema<
  unknown,
  EditItem
>;

const BY_NOUN = new Map<ItemLike['noun'], Editing<EditItem>>(EDITINGS.map((one) => [one.noun, one]));

export function editingOf({ noun }: EditItem): Editing<EditItem> {
  return BY_NOUN.get(noun) as Editing<EditItem>;
}

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
