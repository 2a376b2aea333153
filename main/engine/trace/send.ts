/** Sends one packet as the question says, with counters of all places on its way before and after. */
import type { Transport } from '../../../app/contract/ports.ts';
import { parsePing, probeArgv, type Probe } from '../../../app/problem/probe.ts';
import type { HostId } from '../../../app/base/host.ts';
import { countersOf } from '../../../app/doctor/read-facts.ts';
import type { DoctorAsk } from '../../../app/base/doctor-ask.ts';
import type { Question, Trace } from '../../../app/trace/hop.ts';
import { judgeSent, placesOf, type Answer, type Counted, type Sent } from '../../../app/trace/sent.ts';
import { askHost } from '../doctor/collect-facts.ts';

type TransportOf = (host: HostId) => Transport | undefined;

export async function sendOne(question: Question, trace: Trace, transportOf: TransportOf): Promise<Sent | undefined> {
  const sender = transportOf(question.host);
  if (sender === undefined) return undefined;
  const probe = probeOf(question);
  const before = await counted(trace, transportOf);
  const outcome = await sender.probe(probe);
  const after = await counted(trace, transportOf);
  const printed = `${outcome.stdout}\n${outcome.stderr}`;
  const port = /\s\S+:(\d+)\s+\S+:\d+\s*$/m.exec(outcome.stdout)?.[1];
  const what =
    probe.kind === 'ping'
      ? probeArgv(probe).join(' ')
      : `one ${probe.kind.toUpperCase()} packet to ${question.address} port ${question.port ?? ''}`;
  return judgeSent(
    trace,
    what,
    answerOf(probe, outcome.exitCode, printed),
    before,
    after,
    port === undefined ? undefined : Number(port),
  );
}

function probeOf({ netns, address, from, protocol, port, size }: Question): Probe {
  const head = address.includes(':') ? 48 : 28;
  if (protocol === 'icmp')
    return {
      kind: 'ping',
      netns,
      target: address,
      count: 1,
      waitS: 1,
      size: Math.max(0, size - head),
      dontFragment: true,
      ...(from !== undefined && { from }),
    };
  return { kind: protocol, netns, target: address, port: port ?? 0, once: true };
}

function answerOf({ kind }: Probe, exitCode: number | undefined, printed: string): Answer {
  if (kind === 'ping') return parsePing({ stdout: printed, stderr: '' }).received > 0 ? 'answered' : 'silent';
  if (/refused/i.test(printed)) return 'refused';
  if (/not permitted|unreachable|No route|Invalid argument/i.test(printed)) return 'not-sent';
  if (kind === 'udp') return 'unknown';
  return exitCode === 0 ? 'answered' : 'silent';
}

/** One exchange a host. */
async function counted(trace: Trace, transportOf: TransportOf): Promise<Counted> {
  const byHost = new Map<HostId, string[]>();
  for (const { host, netns } of placesOf(trace)) byHost.set(host, [...(byHost.get(host) ?? []), netns]);
  const all = await Promise.all(
    [...byHost].map(async ([host, namespaces]) => {
      const asks = namespaces.flatMap((netns): DoctorAsk[] => [
        { part: 'stats', netns },
        { part: 'counters', netns },
      ]);
      const transport = transportOf(host);
      const answers = transport === undefined ? [] : await askHost(transport, asks);
      return [...countersOf(answers)].map(([netns, counters]) => [`${host}|${netns}`, counters] as const);
    }),
  );
  return new Map(all.flat());
}
