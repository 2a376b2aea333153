/** What the list of nouns promises: nothing that hangs on it can be left out. */
import { describe, expect, test } from 'vitest';
import { EDITINGS } from '../../../app/noun/items.ts';
import type { Noun } from '../../../app/noun/noun.ts';
import { NOUNS } from '../../../app/noun/nouns.ts';
import { netns } from '../../../app/noun/netns/noun.ts';
import type { Netns } from '../../../app/noun/netns/row.ts';
import type { NetnsItem } from '../../../app/noun/netns/edit.ts';
import type { NetnsStep } from '../../../app/noun/netns/steps.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Tables } from '../../../app/noun/snapshot.ts';
import { StepSchema, tableOf, type Step } from '../../../app/noun/step.ts';

describe('a member that is left out does not compile', () => {
  const { kept: _kept, ...withoutKept } = netns;
  // @ts-expect-error nobody knows whether it is there after a reboot
  const noKept: Noun<'netns', Netns, NetnsStep, NetnsItem> = withoutKept;
  const { goesWith: _goesWith, ...withoutGoesWith } = netns.row;
  // @ts-expect-error nobody knows what takes it along
  const noGoesWith: Noun<'netns', Netns, NetnsStep, NetnsItem>['row'] = withoutGoesWith;
  const { invert: _invert, ...withoutInvert } = netns.steps as Exclude<typeof netns.steps, { none: string }>;
  // @ts-expect-error nobody could take it back
  const noInvert: Noun<'netns', Netns, NetnsStep, NetnsItem>['steps'] = withoutInvert;
  const { rings: _rings, ...withoutRings } = netns.read;
  // @ts-expect-error nobody would notice its changes
  const noRings: Noun<'netns', Netns, NetnsStep, NetnsItem>['read'] = withoutRings;
  // @ts-expect-error a noun that is in no list has no table
  type Nothing = Tables['nothing'];

  test('the types above', () => {
    expect([noKept, noGoesWith, noInvert, noRings].length).toBe(4);
    expect(undefined as Nothing | undefined).toBeUndefined();
  });
});

test('every noun is named once, and has a table and a question', () => {
  expect(new Set(TABLE_NAMES).size).toBe(NOUNS.length);
  expect(Object.keys(EMPTY_TABLES)).toEqual(TABLE_NAMES);
  for (const table of TABLE_NAMES) expect(queriesOf(table, '').length, table).toBeGreaterThan(0);
});

test('every step is of one noun, and no two nouns have a step of one name', () => {
  const names = StepSchema.options.map(({ entries }) => entries.do.literal);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(TABLE_NAMES).toContain(tableOf({ do: name } as Step));
});

test('every kind of edit has a name of its own', () => {
  expect(new Set(EDITINGS.map(({ noun }) => noun)).size).toBe(EDITINGS.length);
});
