/** Why an overlay that was just checked does not carry: the doctor's words, where it finds the cause in time. */
import type { LinkHealth } from '../../../app/contract/plan-view.ts';
import type { PingResult } from '../../../app/overlay/link-health.ts';
import type { FindingView } from '../../../app/contract/doctor-view.ts';
import { hostName } from '../../../app/base/host.ts';
import { concerns } from '../../../app/doctor/concerns.ts';
import type { Finding } from '../../../app/doctor/finding.ts';
import { layerOfFinding } from '../../../app/doctor/rung.ts';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import type { Session } from '../session.ts';
import { declaredOn } from './declared.ts';
import { runDoctor } from './doctor.ts';
import { endingWith } from './ending-with.ts';
import { findingView } from './view.ts';

/** Milliseconds. Its packets take up to four seconds where some are lost; less would cut them off, more makes a failure come late. */
const LIMIT_MS = 9_000;

type Looking = Pick<Session, 'hosts' | 'stated'>;

/** The same health, with the doctor's cause in place of the layer that fails. Where the doctor finds none, what was said stands. */
export async function healthWithCause(health: LinkHealth, spec: OverlaySpec, session: Looking): Promise<LinkHealth> {
  if (health.healthy) return health;
  const findings = await causesOf(spec, health.pings, session);
  const [first] = findings;
  if (first === undefined) return health;
  return { ...health, failingLayer: layerOfFinding(first, spec), findings, problems: findings.map(foundProblem) };
}

/** Causes of the pings that were not answered, lowest first. */
export async function causesOf(
  spec: OverlaySpec,
  pings: readonly PingResult[],
  session: Looking,
): Promise<readonly FindingView[]> {
  const { hosts, stated } = session;
  const ids = spec.members.map(({ host }) => host).filter((id) => hosts.find(id)?.snapshot() !== undefined);
  const isMeant = (one: Finding): boolean => concerns(one, spec) && explains(one, pings);
  const stop = new AbortController();
  const looked = runDoctor(endingWith(hosts, stop.signal), ids, {
    probes: true,
    isMeant,
    declared: declaredOn(stated),
  });
  const late = new Promise<void>((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  const found = await Promise.race([looked, late]);
  stop.abort();
  return (found === undefined ? [] : found.findings).map((one) => findingView(one, hosts));
}

/** What only harms large packets is no cause of silence, and what is on other hosts is none of this pair's. */
function explains({ severity, hosts }: Finding, pings: readonly PingResult[]): boolean {
  const dead = pings.filter(({ rttMs }) => rttMs === undefined);
  if (dead.length === 0) return true;
  return severity === 'error' && dead.some(({ from, to }) => hosts.includes(from) || hosts.includes(to));
}

function foundProblem({ code, host, says, fix, confidence }: FindingView): Problem {
  const commands = fix?.hosts.map((one) => `on ${hostName(one.host)}: ${one.commands.join('; ')}`).join(', ');
  const mends =
    commands === undefined || commands === ''
      ? `No plan mends it: "overlane doctor --explain ${code}" says who must act.`
      : `${fix?.title}, ${commands}.`;
  const likely = confidence === 'likely' ? ' (likely)' : '';
  return {
    code: 'doctor-found',
    severity: 'error',
    where: { host },
    facts: { says: `${says}${likely}`, mends, code },
    retry: true,
  };
}
