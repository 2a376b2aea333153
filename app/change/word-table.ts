/** The words of every noun that can be edited, as its folder has them. */
import { EDITINGS, type EditItem } from '../noun/items.ts';
import type { ItemWords } from '../noun/edit-item.ts';

export type Noun = EditItem['noun'];
export type Verb = EditItem['verb'];

export const WORDS = Object.fromEntries(EDITINGS.map(({ noun, words }) => [noun, words])) as Readonly<
  Record<Noun, ItemWords>
>;
