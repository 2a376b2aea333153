/** A host's facts for the tracer: its tables as they were read, and one exchange more. */
import type { Transport } from '../../../app/contract/ports.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import type { TraceFacts } from '../../../app/trace/facts.ts';
import { traceQuestions } from '../../../app/trace/questions.ts';
import { readTraceFacts } from '../../../app/trace/read-facts.ts';
import { askHost } from '../doctor/collect-facts.ts';

export async function collectTraceFacts(transport: Transport, tables: Tables): Promise<TraceFacts> {
  const { asks, leftOut } = traceQuestions(tables);
  const facts = readTraceFacts(transport.host, tables, await askHost(transport, asks));
  const more = leftOut.map((what) => ({ host: transport.host, what, why: 'too many to ask for at once' }));
  return { ...facts, notLookedAt: [...facts.notLookedAt, ...more] };
}
