/** Looks at a set of hosts: facts, checks, and packets where the tables do not decide. */
import { CHECKS } from '../../../app/doctor/checks.ts';
import { diagnose } from '../../../app/doctor/diagnose.ts';
import type { HostFacts, NotLookedAt } from '../../../app/doctor/facts.ts';
import type { Finding } from '../../../app/doctor/finding.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Step } from '../../../app/noun/step.ts';
import type { ProbePair } from '../../../app/doctor/probe-plan.ts';
import { problemText } from '../../../app/problem/text.ts';
import type { Snapshot, Tables } from '../../../app/noun/snapshot.ts';
import type { Transport } from '../../../app/contract/ports.ts';
import { collectFacts } from './collect-facts.ts';
import { probeWorld } from './probes.ts';

/** The hosts as far as the doctor needs them. */
export interface Looked {
  find(host: HostId): { readonly transport: Transport; snapshot(): Snapshot | undefined } | undefined;
}

export interface Pair {
  readonly host: HostId;
  readonly netns: string;
  readonly to: string;
}

export interface DoctorOptions {
  readonly probes: boolean;
  /** Packets between these two alone, both ways. */
  readonly pair?: Pair;
  /** Only what is about these devices or addresses. */
  readonly isMeant?: (finding: Finding) => boolean;
  /** What overlays were declared to make on a host. */
  readonly declared?: (host: HostId, tables: Tables) => readonly Step[];
  /** Told when a host was read or could not be, and before the checks and the packets. */
  readonly onProgress?: (step: { readonly host: HostId; readonly read: boolean } | 'checking' | 'packets') => void;
}

export interface Diagnosis {
  /** Nothing was found on what was looked at; never where no host could be read. */
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  readonly notLookedAt: readonly NotLookedAt[];
  /** What was looked for. */
  readonly checked: readonly string[];
  /** What was read. */
  readonly facts: readonly HostFacts[];
}

export async function runDoctor(hosts: Looked, ids: readonly HostId[], options: DoctorOptions): Promise<Diagnosis> {
  const tell = options.onProgress ?? (() => undefined);
  const read = await Promise.all(
    ids.map(async (id) => {
      const one = await factsOf(id, hosts, options);
      tell({ host: id, read: one.facts !== undefined });
      return one;
    }),
  );
  tell('checking');
  const facts = read.flatMap((one) => (one.facts === undefined ? [] : [one.facts]));
  const away = read.flatMap((one) => one.away);
  const { world, findings } = diagnose(facts);
  const transportOf = (id: HostId) => hosts.find(id)?.transport;
  // Packets prove what the tables do not say; where they say something, that is mended first.
  const isProbed = options.probes && findings.length === 0;
  if (isProbed) tell('packets');
  const probed = isProbed ? await probeWorld(world, transportOf, options.pair && between(options.pair)) : undefined;
  const skipped: NotLookedAt[] = options.probes
    ? []
    : facts.map(({ host }) => ({ host, what: 'packets', why: 'probes were not wanted' }));
  const all = [...findings, ...(probed?.findings ?? [])].filter(options.isMeant ?? (() => true));
  return {
    healthy: all.length === 0 && facts.length > 0,
    findings: all,
    notLookedAt: [...away, ...facts.flatMap((one) => one.notLookedAt), ...(probed?.notLookedAt ?? []), ...skipped],
    facts,
    checked: [...CHECKS.map(({ name }) => name), ...(probed === undefined ? [] : [`probes of ${probed.pairs} pairs`])],
  };
}

function between({ host, netns, to }: Pair): (pair: ProbePair) => boolean {
  const isFrom = (one: ProbePair['from']): boolean => one.host === host && one.netns === netns;
  return (pair) => (isFrom(pair.from) && pair.to.ip === to) || (isFrom(pair.to) && pair.from.ip === to);
}

async function factsOf(
  id: HostId,
  hosts: Looked,
  { declared }: DoctorOptions,
): Promise<{ readonly facts?: HostFacts; readonly away: readonly NotLookedAt[] }> {
  const collector = hosts.find(id);
  const snapshot = collector?.snapshot();
  if (collector === undefined || snapshot === undefined) {
    const problem = collector?.transport.problem?.();
    return {
      away: [
        {
          host: id,
          what: 'everything',
          why: problem === undefined ? 'it could not be read' : problemText(problem).text,
        },
      ],
    };
  }
  const facts = await collectFacts(collector.transport, snapshot.tables);
  const steps = declared?.(id, snapshot.tables) ?? [];
  return { facts: steps.length === 0 ? facts : { ...facts, declared: steps }, away: [] };
}
