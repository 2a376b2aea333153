/** Traces for a window: one packet over the hosts it may pass, the last few kept for a report. */
import type { TraceAsked, TraceView } from '../../../app/contract/doctor-view.ts';
import type { Clock } from '../../../app/contract/ports.ts';
import { hostKind, hostName, type HostId } from '../../../app/base/host.ts';
import { fail, ok, type Problem, type Result } from '../../../app/problem/problem.ts';
import { questionOf } from '../../../app/trace/hop.ts';
import type { Hosts } from '../hosts.ts';
import { keepLast } from '../keep-last.ts';
import { sendOne } from './send.ts';
import { runTrace } from './trace.ts';

/** Traces that a report can still be made of. */
const KEPT = 8;

export interface Traces {
  run(asked: TraceAsked): Promise<Result<TraceView>>;
  find(id: string): TraceView | undefined;
}

export function createTraces(hosts: Hosts, clock: Clock): Traces {
  const kept = keepLast<TraceView>(KEPT);
  let last = 0;
  return {
    async run(asked) {
      const wrong = problemOf(asked);
      if (wrong !== undefined) return fail(wrong);
      const question = questionOf(asked);
      const ids = passable(asked.host, hosts);
      // Somebody waits for the answer: what was changed a moment ago counts.
      await Promise.all(ids.map((id) => hosts.find(id)?.refresh()));
      const { trace } = await runTrace(hosts, ids, question);
      if (trace === undefined) return fail(noSuchPlace(asked));
      const sent = asked.send ? await sendOne(question, trace, (id) => hosts.find(id)?.transport) : undefined;
      last += 1;
      const view: TraceView = { id: `trace-${last}`, asked, at: clock.now(), trace, ...(sent && { sent }) };
      kept.put(view.id, view);
      return ok(view);
    },
    find: (id) => kept.find(id),
  };
}

/** Those that are connected: hosts of the lab see only each other. */
function passable(start: HostId, hosts: Hosts): readonly HostId[] {
  const isLab = hostKind(start) === 'lab';
  const others = hosts
    .list()
    .filter(({ id, kind, status }) => id !== start && status === 'online' && (kind === 'lab') === isLab);
  return [start, ...others.map(({ id }) => id)];
}

function problemOf({ address, from, protocol, port }: TraceAsked): Problem | undefined {
  if (protocol !== 'icmp' && port === undefined) return bad('port', 'Port', `${protocol} needs one`);
  if (protocol === 'icmp' && port !== undefined) return bad('port', 'Port', 'ICMP has none');
  if (from !== undefined && from.includes(':') !== address.includes(':'))
    return bad('from', 'From', 'must be of the same family as the address it goes to');
  return undefined;
}

function bad(field: string, label: string, reason: string): Problem {
  return { code: 'bad-input', severity: 'error', where: { field }, facts: { field: label, reason }, retry: false };
}

function noSuchPlace({ host, netns }: TraceAsked): Problem {
  const reason = netns === '' ? `${hostName(host)} is not connected` : `${hostName(host)} has no namespace ${netns}`;
  return bad(netns === '' ? 'host' : 'netns', netns === '' ? 'Host' : 'Namespace', reason);
}
