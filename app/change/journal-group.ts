/** Versions before 0.2 wrote a change of several hosts as an entry a host, of one `group`: read as the one change that it was. */
import { hostName } from '../base/host.ts';
import { amended } from './amended.ts';
import type { Armed, End, StatedEntry } from './journal-entry.ts';
import type { Folding } from './journal-change.ts';

type Part = Armed & { readonly group: string };

export function isPart(entry: Armed): entry is Part {
  return entry.group !== undefined;
}

interface Group {
  readonly change: Folding;
  /** The last word on each part, by its id. */
  readonly parts: Map<string, { readonly armed: Part; end?: End }>;
}

export class GroupFold {
  readonly #groups = new Map<string, Group>();
  readonly #byPart = new Map<string, Group>();
  readonly #stated = new Set<string>();

  /** The change that the entry of one host belongs to. */
  of(partId: string): Folding | undefined {
    return this.#byPart.get(partId)?.change;
  }

  stated({ group }: StatedEntry): void {
    if (group !== undefined) this.#stated.add(group);
  }

  add(entry: Part): Folding {
    const known = this.#groups.get(entry.group);
    const group: Group = known ?? { change: firstOf(entry), parts: new Map() };
    const { change } = group;
    group.parts.set(entry.id, { armed: entry });
    change.ids.push(entry.id);
    const before = [...(change.armed.before ?? []), ...(entry.before ?? [])];
    const places = [...(change.armed.places ?? []), ...(entry.places ?? [])];
    change.armed = { ...change.armed, plan: amended(change.armed.plan, entry.plan.hosts), before, places };
    change.end = undefined;
    this.#groups.set(entry.group, group);
    this.#byPart.set(entry.id, group);
    return change;
  }

  /** The change's end when one of its entries has ended; absent while another has not. */
  endOf(change: Folding, end: End): End | undefined {
    const group = this.#byPart.get(end.id);
    const part = group?.parts.get(end.id);
    if (group === undefined || part === undefined) return end;
    part.end = end;
    for (const { host } of part.armed.plan.hosts) {
      const before = change.ends.get(host);
      if (end.end === 'diverged' || before === undefined)
        change.ends.set(host, end.end === 'kept' ? 'committed' : end.end);
    }
    const ends = [...group.parts.values()].map((one) => one.end);
    return ends.every((one) => one !== undefined) ? together(change.armed.id, ends) : undefined;
  }

  /** What the overlay is to be was written last: a change that was kept on some host and has no such line was interrupted. */
  close(changes: readonly Folding[]): void {
    const undone = new Set(changes.flatMap(({ armed }) => armed.undoes ?? []));
    for (const [id, { change, parts }] of this.#groups) {
      const cancelled = [...parts.keys()].some((part) => undone.has(part));
      if (change.end?.end === 'committed' && change.end.id === id && !this.#stated.has(id) && !cancelled)
        change.end = undefined;
    }
  }
}

function firstOf(entry: Part): Folding {
  const tail = entry.plan.hosts.map(({ host }) => `: ${hostName(host)}`).find((one) => entry.plan.title.endsWith(one));
  const title = entry.plan.title.slice(0, entry.plan.title.length - (tail?.length ?? 0));
  const armed = { ...entry, id: entry.group, plan: { title, hosts: [] }, before: [], places: [] };
  return { armed, ids: [entry.group], done: new Map(), ends: new Map(), commands: [] };
}

function together(id: string, ends: readonly End[]): End {
  const end =
    (['diverged', 'kept', 'committed'] as const).find((word) => ends.some((one) => one.end === word)) ?? 'rolled-back';
  return {
    ...{ kind: 'end', id, end },
    at: Math.max(...ends.map(({ at }) => at)),
    problems: ends.flatMap(({ problems }) => problems),
    after: ends.flatMap(({ after }) => after ?? []),
  };
}
