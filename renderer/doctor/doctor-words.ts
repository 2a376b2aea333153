import { hostName, type HostId } from '../../app/base/host.ts';
import type { DoctorProgress, DoctorView, FindingView } from '../../app/contract/doctor-view.ts';
import { listed } from '../../app/base/listed.ts';
import { concerns } from '../../app/doctor/concerns.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import { ageText } from '../words.ts';

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'unsure';
  readonly title: string;
  readonly text: string;
}

/** One sentence first. `on` is "3 hosts". */
export function verdictOf(view: DoctorView, on: string, now: number): Verdict {
  const { findings, notLookedAt, hosts } = view;
  const away = awayHosts(view);
  const when = `Looked ${now - view.at < 3_000 ? 'just now' : `${ageText(now - view.at)} ago`} in ${(view.durationMs / 1000).toFixed(1)} s`;
  const how = view.probes
    ? 'tables first, then packets both ways where they decide nothing'
    : 'at tables only: no packet was sent, so what no table shows stays unseen';
  const text = `${when}: ${how}.`;
  if (findings.length > 0) {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const what = findings.length === 1 ? 'One thing is wrong' : `${findings.length} things are wrong`;
    const first =
      findings.length > 1 ? ' The lowest cause stands first: mend it, and what follows from it may go too.' : '';
    return { tone: errors > 0 ? 'bad' : 'unsure', title: `${what} among ${on}`, text: `${text}${first}` };
  }
  if (away.length === hosts.length) return { tone: 'unsure', title: 'No host could be read', text };
  const unseen = notLookedAt.some(({ what }) => what !== 'packets');
  const title = unseen ? `Nothing is wrong with what was looked at on ${on}` : `Nothing is wrong on ${on}`;
  return { tone: away.length > 0 ? 'unsure' : 'good', title, text };
}

/** Hosts of which nothing could be read. */
export function awayHosts({ notLookedAt }: Pick<DoctorView, 'notLookedAt'>): readonly HostId[] {
  return [...new Set(notLookedAt.filter(({ what }) => what === 'everything').map(({ host }) => host))];
}

export interface Unseen {
  readonly what: string;
  readonly why: string;
  readonly hosts: readonly HostId[];
}

/** The same of many hosts is said once. That no packet was asked for is part of the verdict already. */
export function unseenOf({ notLookedAt }: Pick<DoctorView, 'notLookedAt'>): readonly Unseen[] {
  const groups = new Map<string, Unseen>();
  for (const { host, what, why } of notLookedAt) {
    if (what === 'packets') continue;
    const key = JSON.stringify([what, why]);
    const hosts = groups.get(key)?.hosts ?? [];
    groups.set(key, { what, why, hosts: hosts.includes(host) ? hosts : [...hosts, host] });
  }
  return [...groups.values()];
}

/** A finding told apart from one look to the next; the command says of which device, which its entry leaves out. */
export function findingKey({ code, host, table, entry, proof }: FindingView): string {
  return [code, host, table, entry, proof.command].join('|');
}

/** Findings with a key each; even two that say the same have keys of their own, for a list with one key twice cannot be drawn. */
export function keyed(
  findings: readonly FindingView[],
): readonly { readonly key: string; readonly finding: FindingView }[] {
  const times = new Map<string, number>();
  return findings.map((finding) => {
    const own = findingKey(finding);
    const time = (times.get(own) ?? 0) + 1;
    times.set(own, time);
    return { key: `${own}|${time}`, finding };
  });
}

/** How many findings are about a host, to say beside it. */
export function findingsOn(host: HostId, findings: readonly FindingView[]): number {
  return findings.filter((one) => one.host === host).length;
}

export function concerning(spec: OverlaySpec, findings: readonly FindingView[]): readonly FindingView[] {
  return findings.filter((one) => concerns(one, spec));
}

export interface Tick {
  readonly label: string;
  readonly state: 'waiting' | 'running' | 'done';
}

/** What a look asks, one after the other. */
export function ticksOf(progress: DoctorProgress | undefined, probes: boolean, checks: number): readonly Tick[] {
  const hosts = progress?.hosts ?? [];
  const past = (state: 'tables' | 'facts'): number =>
    hosts.filter((one) => one.state !== 'tables' && (state === 'tables' || one.state !== 'facts')).length;
  const phase = progress?.phase ?? 'reading';
  const count = (done: number): string => (hosts.length === 0 ? '' : ` (${done} of ${hosts.length})`);
  const tick = (label: string, isDone: boolean, runs: boolean): Tick => ({
    label,
    state: isDone ? 'done' : runs ? 'running' : 'waiting',
  });
  const [tables, facts] = [past('tables'), past('facts')];
  const read = phase !== 'reading';
  return [
    tick(`Tables of each host${count(tables)}`, read || (hosts.length > 0 && tables === hosts.length), true),
    tick(
      `Rules, filters, settings, sockets, counters${count(facts)}`,
      read || (hosts.length > 0 && facts === hosts.length),
      tables > 0,
    ),
    tick(`${checks} kinds of failure, lowest cause first`, phase === 'packets', phase === 'checking'),
    ...(probes ? [tick('Packets both ways, small, large and TCP', false, phase === 'packets')] : []),
  ];
}

export function namesOf(hosts: readonly HostId[]): string {
  return listed(hosts.map(hostName), hosts.length > 4 ? 3 : 4);
}
