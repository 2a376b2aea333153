import type { HostId } from '../../app/base/host.ts';
import { NOUN } from '../../app/noun/nouns.ts';
import type { Row, TableName } from '../../app/noun/snapshot.ts';
import { exportCsv } from '../../app/change/export.ts';
import { call } from '../bridge.ts';
import { copyText } from '../clipboard.ts';
import type { Doable } from '../edit/edit-form.ts';
import { notices } from '../notices.svelte.ts';
import type { Keyed } from '../ui/table-rows.ts';
import { countText } from '../words.ts';

interface Exported<R> {
  readonly host: HostId;
  readonly hostName: string;
  readonly table: TableName;
  /** The rows shown, in their order. */
  rows(): readonly R[];
}

/** What a table is called, in the middle of a sentence. A page may show a part of it only; commands make all of it. */
const titleOf = (table: TableName): string => `the ${NOUN[table].titles.many}`;

/** The rows shown as CSV or JSON, and the whole table as the commands that make it again; each onto the clipboard. */
export function exportDeeds<R extends Keyed>(what: Exported<R>): readonly Doable[] {
  return [
    { id: 'csv', label: 'Copy the rows as CSV', icon: 'copy', run: () => void copyRows(what, 'CSV') },
    { id: 'json', label: 'Copy the rows as JSON', icon: 'copy', run: () => void copyRows(what, 'JSON') },
    {
      id: 'commands',
      label: `Copy the commands that make ${titleOf(what.table)} again`,
      icon: 'terminal',
      run: () => void copyCommands(what),
    },
  ];
}

/** Rows as text. A feed's rows have nothing that they were parsed from, and neither has an export. */
export function rowsAs(rows: readonly Keyed[], format: 'CSV' | 'JSON'): string {
  if (format === 'CSV') return exportCsv(rows as readonly Row[]);
  return `${JSON.stringify(
    rows.map(({ key: _, ...fields }) => fields),
    null,
    2,
  )}\n`;
}

async function copyRows<R extends Keyed>({ rows }: Exported<R>, format: 'CSV' | 'JSON'): Promise<void> {
  const shown = rows();
  const many = `${countText(shown.length)} ${shown.length === 1 ? 'row' : 'rows'}`;
  if (await copyText(rowsAs(shown, format))) notices.say(`${many} copied as ${format}.`);
}

async function copyCommands<R extends Keyed>({ host, hostName, table }: Exported<R>): Promise<void> {
  const answer = await call('table.commands', { host, table });
  if (!answer.ok) return notices.add(answer.problem);
  if (await copyText(answer.value))
    notices.say(`The commands that make ${titleOf(table)} of ${hostName} again are copied.`);
}
