/** Loss and delay between two machines of which every packet asked for so far arrived. */
import { at, finding, type Finding } from './finding.ts';
import { nameOf, type ProbePair } from './probe-plan.ts';

export interface Quality {
  readonly sent: number;
  readonly received: number;
  readonly rttMs?: number;
}

/** Of a hundred: fewer may be chance of a busy machine. */
const LOST = 0.03;
const SLOW_MS = 200;

export function quality({ from, to }: ProbePair, { sent, received, rttMs }: Quality): Finding | undefined {
  const lossy = (sent - received) / sent >= LOST;
  const slow = rttMs !== undefined && rttMs >= SLOW_MS;
  if (!lossy && !slow) return undefined;
  const line = `${sent} packets transmitted, ${received} received${rttMs === undefined ? '' : `, ${rttMs} ms on average`}`;
  return finding({
    ...{ code: lossy ? 'underlay-lossy' : 'underlay-slow', host: from.host, hosts: [to.host], table: 'underlay' },
    entry: `${from.vtep.locals[0] ?? from.host} to ${to.vtep.locals[0] ?? to.host}`,
    says: `Between ${nameOf(from)} and ${nameOf(to)} ${lossy ? `${sent - received} of ${sent} packets are lost` : `a packet and its answer take ${rttMs} ms`}; no queue that was looked at does it, so it is the network between.`,
    command: at(from.netns, `ping -c ${sent} ${to.ip}`),
    line,
    confidence: 'likely',
  });
}
