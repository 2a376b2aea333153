import { hostName } from '../../app/base/host.ts';
import type { TraceView } from '../../app/contract/doctor-view.ts';
import type { PathEnd } from '../../app/trace/hop.ts';
import { capital } from '../words.ts';

export interface TraceVerdict {
  readonly tone: 'good' | 'bad';
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the tables say in one sentence, and what one real packet did in another. */
export function traceVerdict({ trace, sent, asked }: TraceView): TraceVerdict {
  const { there, back, arrives } = trace;
  const title = arrives
    ? `By the tables it arrives at ${asked.address}, and the answer comes back`
    : there.end.arrives
      ? `By the tables it arrives at ${asked.address}, but the answer stops at ${whereOf(back.end)}`
      : `By the tables it stops at ${whereOf(there.end)}`;
  const end = there.end.arrives ? back.end : there.end;
  const lines = [
    ...(arrives || sent?.agrees === true ? [] : [`${end.why.startsWith(end.host) ? end.why : capital(end.why)}.`]),
    ...(sent === undefined ? [] : [sent.says]),
    ...(sent?.rose ?? []).map(({ host, netns, name, by }) => `${name} of ${whereOf({ host, netns })} rose by ${by}.`),
  ];
  return { tone: arrives && sent?.agrees !== false ? 'good' : 'bad', title, lines: [...new Set(lines)] };
}

function whereOf({ host, netns }: Pick<PathEnd, 'host' | 'netns'>): string {
  return netns === '' ? hostName(host) : `${netns} on ${hostName(host)}`;
}
