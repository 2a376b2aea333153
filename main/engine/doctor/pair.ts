/** One pair, end to end: the tracer's verdict first, then what the doctor finds on the hosts of its way, and packets between these two. */
import { hostName, type HostId } from '../../../app/base/host.ts';
import { at, finding, type Finding } from '../../../app/doctor/finding.ts';
import { SMALL, type Path, type Trace } from '../../../app/trace/hop.ts';
import type { Hosts } from '../hosts.ts';
import { runTrace } from '../trace/trace.ts';
import type { Diagnosis, Pair } from './doctor.ts';

/** Undefined: there is no such namespace, or its host could not be read. */
export async function tracePair(hosts: Hosts, ids: readonly HostId[], pair: Pair): Promise<Trace | undefined> {
  const { host, netns, to: address } = pair;
  return (await runTrace(hosts, ids, { host, netns, address, protocol: 'icmp', size: SMALL })).trace;
}

/** What was found there; where that does not name the host at which the packet stops, also where and why it does. */
export function withVerdict(found: Diagnosis, trace: Trace, pair: Pair): Diagnosis {
  const stops = [trace.there, trace.back].find(({ end }) => !end.arrives);
  if (stops === undefined || found.findings.some(({ hosts }) => hosts.includes(stops.end.host))) return found;
  return { ...found, findings: [...found.findings, stopped(stops, pair)], healthy: false };
}

function stopped({ from, to, hops, end }: Path, { to: target }: Pair): Finding {
  const { host, netns, table, why } = end;
  const last = hops[hops.length - 1];
  return finding({
    ...{ code: 'endpoint-unreachable', host, table, entry: `${from} to ${to}` },
    says: `The packet from ${from} to ${to} stops at ${hostName(host)}${netns === '' ? '' : `, namespace ${netns}`} (${table}): ${why}.`,
    command: last?.command ?? at(netns, `ip route get ${target}`),
    line: last === undefined || last.row === '' ? why : last.row,
  });
}
