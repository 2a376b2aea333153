import type { Ask } from './helper.ts';
import { doctorQuery } from '../doctor/query.ts';
import { fdbGetQuery, queriesOf, versionQuery, type Query } from '../noun/query.ts';

/** The query that a question asks for; undefined when that table has no such part. */
export function queryOf(ask: Ask): Query | undefined {
  if (ask.ask === 'version') return versionQuery();
  if (ask.ask === 'fdb-get') return fdbGetQuery(ask.netns, ask.dev, ask.mac);
  if (ask.ask === 'doctor') return doctorQuery(ask.of);
  return queriesOf(ask.table, ask.netns).find(({ part }) => part === ask.part);
}

/** The question that a query is: how it is put to a process that takes no argv. */
export function askOf({ table, netns, part, argv, doctor }: Query): Ask {
  if (doctor !== undefined) return { ask: 'doctor', of: doctor };
  if (table === 'version' || table === 'doctor') return { ask: 'version' };
  if (argv.includes('get') && argv.at(-1) === 'self')
    return { ask: 'fdb-get', netns, mac: argv.at(-4) ?? '', dev: argv.at(-2) ?? '' };
  return { ask: 'table', table, netns, part };
}
