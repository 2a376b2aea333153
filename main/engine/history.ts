/** The journal as people read it: every change, newest first, and all that is known of one. */
import type { HistoryCommand, HistoryDetails, HistoryEntry } from '../../app/contract/history.ts';
import { shellText } from '../../app/base/shell.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { standingChanges } from '../../app/change/journal-standing.ts';
import { planView } from '../../app/change/view.ts';

export interface History {
  list(): readonly HistoryEntry[];
  show(id: string): HistoryDetails | undefined;
}

/** `changes` answers with what was last read. An id may be shortened, as long as it names one change only. */
export function createHistory(changes: () => readonly Change[]): History {
  const entries = (): readonly HistoryEntry[] => {
    const all = changes();
    const standing = new Set(standingChanges(all).map(({ armed }) => armed.id));
    const undoneBy = new Map(
      all.flatMap(({ armed, end }) =>
        end?.end === 'committed' && armed.undoes !== undefined && standing.has(armed.id)
          ? [[armed.undoes, armed.id] as const]
          : [],
      ),
    );
    return all.map((change) => entryOf(change, standing, undoneBy)).reverse();
  };
  return {
    list: entries,
    show(id) {
      const found = changes().filter(({ ids }) => ids.some((one) => one.startsWith(id)));
      const [change] = found;
      if (change === undefined || found.length > 1) return undefined;
      const entry = entries().find((one) => one.id === change.armed.id);
      return entry === undefined ? undefined : detailsOf(change, entry);
    },
  };
}

function entryOf(
  { armed, end }: Change,
  standing: ReadonlySet<string>,
  undoneBy: ReadonlyMap<string, string>,
): HistoryEntry {
  const { id, at, user, plan, intent, undoes } = armed;
  const taken = undoneBy.get(id);
  return {
    ...{ id, at, user, title: plan.title, kind: intent.kind, hosts: plan.hosts.map(({ host }) => host) },
    steps: plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0),
    stands: standing.has(id),
    ...(end === undefined ? {} : { end: end.end }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(taken === undefined ? {} : { undoneBy: taken }),
  };
}

function detailsOf({ armed, end, commands }: Change, entry: HistoryEntry): HistoryDetails {
  return {
    ...entry,
    plan: planView(armed.id, armed.plan).hosts,
    commands: commands.flatMap((one) => one.commands.map((command) => ({ ...commandOf(command), host: one.host }))),
    before: armed.before ?? [],
    after: end?.after ?? [],
    problems: end?.problems ?? [],
    ...(armed.intent.kind === 'edit' ? { intent: armed.intent } : {}),
  };
}

function commandOf({
  argv,
  exitCode,
  failure,
  ms,
  stderr = '',
}: Change['commands'][number]['commands'][number]): Omit<HistoryCommand, 'host'> {
  return {
    text: shellText(argv),
    ms,
    stderr,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(failure === undefined ? {} : { failure }),
  };
}
