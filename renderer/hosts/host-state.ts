import type { Host } from '../../app/model/host.ts';
import type { Tone } from '../ui/table-column.ts';
import { ageText } from '../words.ts';

/** A host's state as the rail and the status line show it: a shape and a word, and how old its tables are when they are not fresh. */
export function hostState(
  host: Pick<Host, 'status' | 'collectedAt'>,
  now: number,
): { readonly tone: Tone; readonly word: string } {
  if (host.status === 'online') return { tone: 'up', word: 'live' };
  if (host.status === 'connecting') return { tone: 'down', word: 'connecting' };
  if (host.status === 'lost') return { tone: 'problem', word: 'gone' };
  return { tone: 'stale', word: host.collectedAt === undefined ? 'stale' : `${ageText(now - host.collectedAt)} old` };
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
