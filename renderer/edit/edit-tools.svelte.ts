import type { Host } from '../../app/contract/host.ts';
import type { Keyed } from '../ui/table-rows.ts';
import { capital, countText } from '../words.ts';
import type { Doable } from './edit-form.ts';
import { editing, editIntent } from './editing.svelte.ts';
import { foreignNames, type ForeignName } from './foreign.ts';
import type { TableEdits } from './table-edits.ts';
import { unlocked } from './unlocked.svelte.ts';

interface Hand<R> {
  readonly host: Host;
  readonly edits: TableEdits<R> | undefined;
  /** The selected rows, or else the current one. */
  readonly rows: readonly R[];
  /** What one row is called. */
  name(row: R): string;
  /** Whether the kernel no longer has it; absent while it has them all. */
  readonly gone: ((row: R) => boolean) | undefined;
}

/** What can be done now with the page and the rows in hand, each with the reason why not. */
export class EditTools<R extends Keyed> {
  readonly #given: () => Hand<R>;
  // Each looks at every row in hand, maybe all there are: so only when those are others, not whenever the host is read again.
  #rows = $derived.by(() => withoutGone(this.#given()));
  #removalOf = $derived.by(() => this.#given().edits?.remove);
  #refusal = $derived.by(() => firstRefusal(this.#rows, this.#removalOf));
  #foreignNames = $derived.by(() => new Map(this.#rows.flatMap(foreignNames).map((one) => [one.name, one])));
  remove = $derived.by(() => this.#removal());
  locked = $derived.by(() => this.#foreign());

  constructor(hand: () => Hand<R>) {
    this.#given = hand;
  }

  #hand(): Hand<R> {
    return { ...this.#given(), rows: this.#rows };
  }

  /** False on a page that only shows. */
  get possible(): boolean {
    return this.#hand().edits !== undefined;
  }

  get add(): readonly Doable[] {
    const { edits, host } = this.#hand();
    return (edits?.add ?? []).map((one) => refused(one, hostWhy(host)));
  }

  get more(): readonly Doable[] {
    const { edits, host } = this.#hand();
    return (edits?.more ?? []).map((one) => refused(one, hostWhy(host)));
  }

  /** The form of the row in hand first, then what else can be done to it. */
  get edit(): readonly Doable[] {
    const { edits, host, rows } = this.#hand();
    const [row] = rows;
    if (edits === undefined || row === undefined) return [];
    const several = rows.length > 1 ? 'Choose one row; several can only be deleted together' : undefined;
    const why = hostWhy(host) ?? several ?? this.#goneWhy() ?? lockedWhy(this.locked);
    return edits.edit(row).map((one) => refused(one, why));
  }

  /** Why there is nothing to edit. */
  get editWhy(): string | undefined {
    const { host, rows } = this.#hand();
    return hostWhy(host) ?? (rows.length === 0 ? 'Choose a row first' : this.edit[0]?.why);
  }

  #removal(): Doable {
    const { edits, rows } = this.#hand();
    const [one, many] = edits?.noun ?? ['row', 'rows'];
    const what = rows.length === 1 ? one : `${countText(rows.length)} ${many}`;
    return {
      id: 'remove',
      label: `Delete ${what}`,
      icon: 'trash',
      why: this.#removeWhy(),
      run: () => this.#remove(what),
    };
  }

  /** What of another program the rows in hand belong to and is not unlocked. */
  #foreign(): readonly ForeignName[] {
    const { host } = this.#hand();
    return [...this.#foreignNames.values()].filter(({ name }) => !unlocked.has(host.id, name));
  }

  unlock(): void {
    unlocked.add(
      this.#hand().host.id,
      this.locked.map(({ name }) => name),
    );
  }

  #goneWhy(): string | undefined {
    const { host, rows, gone } = this.#hand();
    return gone !== undefined && rows.some(gone) ? `${host.name} no longer has this row` : undefined;
  }

  #removeWhy(): string | undefined {
    const { host, rows } = this.#hand();
    if (rows.length === 0) return hostWhy(host) ?? 'Choose a row first';
    return hostWhy(host) ?? this.#goneWhy() ?? lockedWhy(this.locked) ?? this.#refusal;
  }

  #remove(what: string): void {
    const { edits, host, rows, name } = this.#hand();
    const [first] = rows;
    const called = rows.length === 1 && first ? name(first) : undefined;
    const items = rows.flatMap((row) => {
      const removal = edits?.remove(row);
      return removal !== undefined && 'item' in removal ? [removal.item] : [];
    });
    editing.open({
      title: `Delete ${what}${called === undefined ? '' : ` ${called}`} on ${host.name}`,
      verb: `Delete ${what}`,
      done: `${called ?? what} deleted on ${host.name}.`,
      danger: true,
      host: host.id,
      intent: () => editIntent(host.id, items),
    });
  }
}

/** Rows that the kernel no longer has stay selected until they go; nothing is asked for them where others are left. */
function withoutGone<R>({ rows, gone }: Hand<R>): readonly R[] {
  if (gone === undefined) return rows;
  const left = rows.filter((row) => !gone(row));
  return left.length === 0 || left.length === rows.length ? rows : left;
}

/** Why one of the rows cannot be deleted. */
function firstRefusal<R>(rows: readonly R[], removalOf: TableEdits<R>['remove'] | undefined): string | undefined {
  for (const row of rows) {
    const removal = removalOf?.(row);
    if (removal !== undefined && 'why' in removal) return removal.why;
  }
  return undefined;
}

/** Why nothing can be changed on a host now. */
export function hostWhy(host: Host): string | undefined {
  if (host.status === 'lost') return `${host.name} is gone`;
  if (host.status === 'stale') return `${host.name} does not answer now`;
  if (host.status === 'connecting') return `${host.name} is still being read`;
  return host.writable ? undefined : capital(host.why ?? 'this host can only be read');
}

function lockedWhy([first]: readonly ForeignName[]): string | undefined {
  return first && `${first.name} belongs to ${first.owner}: unlock it for this session first`;
}

function refused(one: Doable, why: string | undefined): Doable {
  return why === undefined ? one : { ...one, why };
}
