/** What each overlay is to be, by the journal. */
import { CarriedOver } from './journal-carried.ts';
import type { JournalEntry, StatedEntry } from './journal-entry.ts';

/** What each overlay is to be now, by name, in the order in which they were first stated. */
export function foldStated(entries: readonly JournalEntry[]): ReadonlyMap<string, StatedEntry> {
  const stated = new Map<string, StatedEntry>();
  for (const entry of statementsOf(entries)) {
    if (entry.spec === null) stated.delete(entry.name);
    else stated.set(entry.name, entry);
  }
  return stated;
}

/** What a change made of an overlay, and what that was before: for undoing it. `undefined` when it stated nothing. */
export function statedBy(
  entries: readonly JournalEntry[],
  changeId: string,
): { readonly made: StatedEntry; readonly before: StatedEntry } | undefined {
  const statements = statementsOf(entries);
  const at = statements.findIndex(({ group }) => group === changeId);
  const made = statements[at];
  if (made === undefined) return undefined;
  const before = statements
    .slice(0, at)
    .filter(({ name }) => name === made.name)
    .at(-1);
  return { made, before: before ?? { ...made, spec: null } };
}

/** Every word on an overlay, in the order in which they were said. */
function statementsOf(entries: readonly JournalEntry[]): readonly StatedEntry[] {
  const carried = new CarriedOver();
  return entries.flatMap((entry): readonly StatedEntry[] => {
    if (entry.kind === 'armed') carried.open(entry);
    const said = statementOf(entry);
    if (said !== undefined) carried.stated(said);
    const word = said ?? (entry.kind === 'end' ? carried.endOf(entry) : undefined);
    return word === undefined ? [] : [word];
  });
}

function statementOf(entry: JournalEntry): StatedEntry | undefined {
  if (entry.kind === 'stated') return entry;
  if (entry.kind !== 'end' || entry.stated === undefined) return undefined;
  const { id, at, stated } = entry;
  return { kind: 'stated', id: `${id} ${at}`, at, ...stated, group: id };
}
