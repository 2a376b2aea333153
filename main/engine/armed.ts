import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { incarnationOf } from '../../app/noun/system/incarnation.ts';
import { EMPTY_TABLES } from '../../app/noun/snapshot.ts';
import type { Armed } from '../../app/change/journal-entry.ts';
import { simulatePlan } from '../../app/plan/plan.ts';
import { touchedRows } from '../../app/plan/touched.ts';
import type { ApplyInput } from './executor.ts';

/** The journal line that says what is about to happen, and by which process. */
export function armedEntry(id: string, { plan, intent, undoes, base, file }: ApplyInput, at: number): Armed {
  const { pid } = process;
  return {
    kind: 'armed',
    id,
    at,
    user: userName(),
    pid,
    pidStart: startOf(pid) ?? '',
    intent,
    plan: plan as unknown as Armed['plan'],
    undoes,
    places: plan.hosts.map(({ host }) => ({ host, ...incarnationOf(base.get(host)) })),
    before: plan.hosts.flatMap((host) => {
      const tables = base.get(host.host) ?? EMPTY_TABLES;
      return touchedRows(host, tables, simulatePlan(tables, host)) ?? [];
    }),
    file,
  };
}

/** Who did it; the bare uid where no passwd entry names it (containers, network logins), for which Node throws. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Whether the process that armed a change still runs it; a pid that was given out again has another start time. */
export function isStillRunning({ pid, pidStart }: Pick<Armed, 'pid' | 'pidStart'>): boolean {
  return pidStart !== '' && startOf(pid) === pidStart;
}

/**
 * Field 22 of `/proc/PID/stat` (proc(5)): ticks after boot. The command name before it may hold spaces and parentheses. A process
 * that has ended and that nobody has waited for yet (`Z`) is none.
 */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    // No such process: that is the answer.
    return undefined;
  }
}
