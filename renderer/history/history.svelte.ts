import { call, on } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';
import { RuneSignal } from '../ui/rune-signal.svelte.ts';
import { TableRows } from '../ui/table-rows.ts';
import type { HistoryRow } from './columns.ts';

/** Every change in the journal, newest first. */
class History {
  readonly rows = new TableRows<HistoryRow>(new RuneSignal());
  ready = $state(false);
  /** Counts the times anything was different, so that details are asked for again. */
  stamp = $state(0);
  #text = '';

  /** Follows the journal until the answer is called. */
  follow(): () => void {
    void this.load();
    return on('history.changed', () => void this.load());
  }

  async load(): Promise<void> {
    const answer = await call('history.list');
    if (!answer.ok) return notices.add(answer.problem);
    const text = JSON.stringify(answer.value);
    this.ready = true;
    if (text === this.#text) return;
    this.#text = text;
    const known = new Set(answer.value.map(({ id }) => id));
    this.rows.remove([...this.rows.values()].map(({ key }) => key).filter((key) => !known.has(key)));
    this.rows.upsert(answer.value.map((entry) => ({ ...entry, key: entry.id })));
    this.stamp += 1;
  }
}

export const history = new History();
