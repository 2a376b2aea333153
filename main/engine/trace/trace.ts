/** Follows a packet over hosts that are connected. */
import type { NotLookedAt } from '../../../app/doctor/facts.ts';
import type { HostId } from '../../../app/base/host.ts';
import { problemText } from '../../../app/problem/text.ts';
import type { TraceFacts } from '../../../app/trace/facts.ts';
import type { Question, Trace } from '../../../app/trace/hop.ts';
import { trace } from '../../../app/trace/trace.ts';
import type { Hosts } from '../hosts.ts';
import { collectTraceFacts } from './collect.ts';

export interface Traced {
  /** Undefined: there is no such namespace on that host, or it could not be read. */
  readonly trace: Trace | undefined;
  readonly facts: readonly TraceFacts[];
}

export async function runTrace(hosts: Hosts, ids: readonly HostId[], question: Question): Promise<Traced> {
  const read = await Promise.all(ids.map((id) => factsOf(id, hosts)));
  const facts = read.flatMap((one) => (one.facts === undefined ? [] : [one.facts]));
  const away = read.flatMap((one) => (one.away === undefined ? [] : [one.away]));
  const traced = trace(facts, question);
  return { facts, trace: traced && { ...traced, notLookedAt: [...away, ...traced.notLookedAt] } };
}

async function factsOf(
  id: HostId,
  hosts: Hosts,
): Promise<{ readonly facts?: TraceFacts; readonly away?: NotLookedAt }> {
  const collector = hosts.find(id);
  const snapshot = collector?.snapshot();
  if (collector !== undefined && snapshot !== undefined)
    return { facts: await collectTraceFacts(collector.transport, snapshot.tables) };
  const problem = collector?.transport.problem?.();
  const why = problem === undefined ? 'it could not be read' : problemText(problem).text;
  return { away: { host: id, what: 'everything', why } };
}
