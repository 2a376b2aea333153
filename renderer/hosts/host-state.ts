import type { Host } from '../../app/contract/host.ts';
import { problemText } from '../../app/problem/text.ts';
import type { Tone } from '../ui/table-column.ts';
import { ageText } from '../words.ts';

type Shown = Pick<Host, 'status' | 'collectedAt' | 'problem'>;

/**
 * A host's state as the rail and the status line show it: a shape and a word, and how old its tables are when they are not
 * fresh. `asked`: a question of its login waits for an answer.
 */
export function hostState(host: Shown, now: number, asked = false): { readonly tone: Tone; readonly word: string } {
  if (host.status === 'online') return { tone: 'up', word: 'live' };
  if (host.status === 'lost') return { tone: 'problem', word: 'gone' };
  if (asked) return { tone: 'stale', word: 'asks you' };
  if (waitsForPerson(host)) return { tone: 'problem', word: host.status === 'stale' ? 'lost' : 'not connected' };
  if (host.status === 'connecting')
    return host.problem === undefined ? { tone: 'down', word: 'connecting' } : { tone: 'stale', word: 'trying again' };
  return { tone: 'stale', word: host.collectedAt === undefined ? 'stale' : `${ageText(now - host.collectedAt)} old` };
}

/** No connection, and none is tried again by itself: somebody has to put something right first. */
export function waitsForPerson({ status, problem }: Shown): boolean {
  return status !== 'online' && status !== 'lost' && problem !== undefined && !problem.retry;
}

/** Why a host is not live or may not be changed, and what to do about it; nothing where all is well. */
export function hostTip({ writable, why, problem }: Pick<Host, 'writable' | 'why' | 'problem'>): string | undefined {
  if (problem === undefined) return writable ? undefined : why;
  const { text, remedy } = problemText(problem);
  return `${text} ${remedy}`;
}

/** Hosts in one of the rail's groups. */
export interface HostGroup {
  readonly id: 'lab' | 'ssh' | 'local';
  readonly title: string;
  readonly hosts: readonly Host[];
  /** Said when the group is empty. */
  readonly empty: string;
}

export function hostGroups(hosts: readonly Host[]): readonly HostGroup[] {
  const of = (kind: Host['kind']): readonly Host[] => hosts.filter((host) => host.kind === kind);
  return [
    { id: 'lab', title: 'Lab', hosts: of('lab'), empty: 'Not running' },
    { id: 'ssh', title: 'SSH', hosts: of('ssh'), empty: 'No host added' },
    { id: 'local', title: 'This computer', hosts: of('local'), empty: 'Not readable' },
  ];
}
