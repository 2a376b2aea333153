/** Asks both hosts about the network between them before `overlane link` plans anything. */
import { hostName, type HostId } from '../../app/base/host.ts';
import { answersBothWays, pairOf, pathMtu, type UnderlayCheck } from '../../app/overlay/underlay-check.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import { fail, type Problem, type Result } from '../../app/problem/problem.ts';
import type { Session } from '../engine/session.ts';
import { createUnderlayChecks } from '../engine/underlay-check.ts';

/** Ctrl-C ends it, and with it the command: nothing has been changed yet. */
export async function checkUnderlay(
  session: Session,
  hosts: readonly [HostId, HostId],
): Promise<Result<UnderlayCheck>> {
  const checks = createUnderlayChecks({
    collector: (host) => session.hosts.find(host),
    record: session.commands.record,
    now: () => Date.now(),
  });
  const cancel = new AbortController();
  const end = (): void => cancel.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const check = await checks.check(hosts, { signal: cancel.signal });
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
  return cancel.signal.aborted ? fail(cancelled()) : check;
}

function cancelled(): Problem {
  return { code: 'apply-cancelled', severity: 'error', where: {}, facts: { done: 0, total: 0 }, retry: true };
}

/** One line for a person: what was found between the addresses of this link. */
export function underlayLine({ sides: [a, b] }: LinkIntent, check: UnderlayCheck): string {
  const pair = pairOf(check, [a.underlayAddress, b.underlayAddress]);
  const path = `underlay ${hostName(a.host)} ${a.underlayAddress} ↔ ${hostName(b.host)} ${b.underlayAddress}`;
  if (pair === undefined || !answersBothWays(pair)) return `${path}: not confirmed`;
  const rtts = pair.ways.flatMap(({ reach }) => (reach.state === 'answered' ? (reach.rttMs ?? []) : []));
  const rtt = rtts.length === 0 ? '' : `, ${Math.max(...rtts).toFixed(2)} ms`;
  return `${path}: answers both ways${rtt}, largest packet ${pathMtu(pair) ?? 'not known'}${pathMtu(pair) ? ' bytes' : ''}`;
}
