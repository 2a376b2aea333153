import type { HostId } from '../../app/base/host.ts';
import type { TableName } from '../../app/noun/snapshot.ts';
import { app } from '../app-state.svelte.ts';
import { call } from '../bridge.ts';
import { copyText } from '../clipboard.ts';
import { notices } from '../notices.svelte.ts';
import type { TableModel } from '../ui/table-model.svelte.ts';
import type { Keyed } from '../ui/table-rows.ts';
import { rowsAsText } from '../ui/table-text.ts';

export type RowAction = 'open' | 'copy' | 'copy-command';

/** Commands copied at once: each is a question to main, and nobody pastes more by hand. */
const MOST_COMMANDS = 200;

/** What can be done with the rows in hand: the selected ones, or else the current one. */
export class RowActions<R extends Keyed> {
  readonly #model: TableModel<R>;
  readonly #where: () => { readonly host: HostId; readonly table: TableName; readonly page: string };

  constructor(
    model: TableModel<R>,
    where: () => { readonly host: HostId; readonly table: TableName; readonly page: string },
  ) {
    this.#model = model;
    this.#where = where;
  }

  get rows(): readonly R[] {
    const { selectedRows, active } = this.#model;
    if (selectedRows.length > 0) return selectedRows;
    return active ? [active] : [];
  }

  run(action: RowAction): void {
    if (action === 'open') app.remember({ inspectorOpen: true });
    else if (action === 'copy') void copyText(rowsAsText(this.rows, this.#model.shown));
    else if (action === 'copy-command') void this.#copyCommands();
  }

  async #copyCommands(): Promise<void> {
    const { host, table } = this.#where();
    const answers = await Promise.all(
      this.rows.slice(0, MOST_COMMANDS).map(({ key }) => call('row.details', { host, table, key })),
    );
    const failed = answers.find((answer) => !answer.ok);
    if (failed && !failed.ok) notices.add(failed.problem);
    const commands = answers.flatMap((answer) => (answer.ok ? [answer.value.command] : []));
    if (commands.length > 0) await copyText([...new Set(commands)].join('\n'));
  }
}
