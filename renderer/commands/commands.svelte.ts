import type { CommandRecord } from '../../app/contract/command.ts';
import { call, on } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';
import { RuneSignal } from '../ui/rune-signal.svelte.ts';
import { TableRows } from '../ui/table-rows.ts';

/** Commands kept: older ones go, so that a window open for a week does not fill the memory. */
const MOST = 20_000;

export type CommandRow = CommandRecord & { readonly key: string };

/** Every command that was run in this session of the app. */
class Commands {
  readonly rows = new TableRows<CommandRow>(new RuneSignal());

  async start(): Promise<void> {
    on('commands.added', (records) => this.#add(records));
    const answer = await call('commands.recent');
    if (answer.ok) this.#add(answer.value);
    else notices.add(answer.problem);
  }

  get failures(): number {
    void this.rows.version;
    let count = 0;
    for (const row of this.rows.values()) if (commandFailed(row)) count += 1;
    return count;
  }

  #add(records: readonly CommandRecord[]): void {
    this.rows.upsert(records.map((record) => ({ ...record, key: String(record.id) })));
    const excess = this.rows.count - MOST;
    if (excess > 0) this.rows.remove([...this.rows.values()].slice(0, excess).map(({ key }) => key));
  }
}

export function commandFailed(record: CommandRecord): boolean {
  return record.failure !== undefined || record.exitCode !== 0;
}

export const commands = new Commands();
