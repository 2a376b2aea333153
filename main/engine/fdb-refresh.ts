/** Reads single FDB entries again, so that one change among 100,000 does not cost a listing of them all. */
import { parseTableSlices } from '../../app/noun/parse.ts';
import { fdbGetQuery } from '../../app/noun/query.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { FdbEntry } from '../../app/noun/fdb/row.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { CollectOptions } from './collect.ts';
import type { FdbRef } from './dirty.ts';
import type { Merged } from './merge.ts';
import { runSliced } from './sliced.ts';

/** Entries that are there replace what stood for their MAC in the device's own table; entries that are not are removed. */
export async function collectFdbEntries(
  transport: Transport,
  before: Tables,
  refs: readonly FdbRef[],
  options: CollectOptions,
): Promise<Merged> {
  const queries = refs.map(({ netns, dev, mac }) => fdbGetQuery(netns, dev, mac));
  const outcomes = await transport.read(queries);
  options.record(outcomes);
  const upsert: FdbEntry[] = [];
  for (const [index, query] of queries.entries()) {
    const outcome = outcomes[index];
    if (outcome?.exitCode !== 0) continue;
    const { rows } = await runSliced(parseTableSlices('fdb', query.netns, [{ query, outcome }]));
    upsert.push(...rows);
  }
  return replaceEntries(before, refs, upsert);
}

/** One pass over the table, with one cheap question a row: among 100,000 rows almost none has a MAC that was asked for. */
function replaceEntries(before: Tables, refs: readonly FdbRef[], upsert: readonly FdbEntry[]): Merged {
  const macs = new Set(refs.map(({ mac }) => mac));
  const asked = new Set(refs.map(({ netns, dev, mac }) => `${netns}|${dev}|${mac}`));
  const fresh = new Map(upsert.map((row) => [row.key, row]));
  const remove: string[] = [];
  const fdb: FdbEntry[] = [];
  for (const row of before.fdb) {
    if (!macs.has(row.mac)) {
      fdb.push(row);
      continue;
    }
    const replaced = fresh.get(row.key);
    const isAsked = row.master === undefined && asked.has(`${row.netns}|${row.dev}|${row.mac}`);
    if (replaced !== undefined) fdb.push(replaced);
    else if (isAsked) remove.push(row.key);
    else fdb.push(row);
    fresh.delete(row.key);
  }
  return {
    tables: { ...before, fdb: [...fdb, ...fresh.values()] },
    changes: [{ table: 'fdb', upsert, remove }],
  };
}
