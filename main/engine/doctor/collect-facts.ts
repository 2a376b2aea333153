/** A host's facts: its tables as they were read, and one exchange more. */
import { doctorQuery } from '../../../app/doctor/query.ts';
import type { DoctorAsk } from '../../../app/base/doctor-ask.ts';
import type { Transport } from '../../../app/contract/ports.ts';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import { questionsOf } from '../../../app/doctor/questions.ts';
import { readFacts, type Answered } from '../../../app/doctor/read-facts.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';

export async function askHost(transport: Transport, asks: readonly DoctorAsk[]): Promise<readonly Answered[]> {
  if (asks.length === 0) return [];
  const outcomes: readonly CommandOutcome[] = await transport.read(asks.map(doctorQuery));
  return asks.flatMap((ask, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [{ ask, outcome }];
  });
}

export async function collectFacts(transport: Transport, tables: Tables): Promise<HostFacts> {
  const { asks, leftOut } = questionsOf(transport.host, tables);
  const facts = readFacts(transport.host, tables, await askHost(transport, asks));
  const more = leftOut.map((what) => ({ host: transport.host, what, why: 'too many to ask for at once' }));
  return { ...facts, notLookedAt: [...facts.notLookedAt, ...more] };
}
