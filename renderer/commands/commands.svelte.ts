import type { CommandRecord } from '../../app/problem/command.ts';
import { call, on } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';
import { countFailures, type CommandRow } from './command-row.ts';
import { RuneSignal } from '../ui/rune-signal.svelte.ts';
import { TableRows } from '../ui/table-rows.ts';

/** Commands kept: older ones go, so that a window open for a week does not fill the memory. */
const MOST = 20_000;

/** Every command that was run in this session of the app. */
class Commands {
  readonly rows = new TableRows<CommandRow>(new RuneSignal());

  async start(): Promise<void> {
    on('commands.added', (records) => this.#add(records));
    const answer = await call('commands.recent');
    if (answer.ok) this.#add(answer.value);
    else notices.add(answer.problem);
  }

  /** Another engine counts from one again. */
  forget(): void {
    this.rows.clear();
    this.failures = 0;
  }

  /** How many failures among them there are to act on. */
  failures = $state(0);

  #add(records: readonly CommandRecord[]): void {
    this.rows.upsert(records.map((record) => ({ ...record, key: String(record.id) })));
    const excess = this.rows.count - MOST;
    if (excess > 0) this.rows.remove([...this.rows.values()].slice(0, excess).map(({ key }) => key));
    this.failures = countFailures(this.rows.values());
  }
}

export const commands = new Commands();
