/** The command that shows one row: what a person would type on the host to see the same. */
import { argvOf } from '../base/argv.ts';
import { shellText } from '../base/shell.ts';
import type { RowLike, Shown } from './noun.ts';
import { NOUN } from './nouns.ts';
import type { Row, TableName } from './snapshot.ts';

export function rowCommand(table: TableName, row: Row): string {
  const shownBy = NOUN[table].row.shownBy as (row: RowLike) => Shown;
  const shown = shownBy(row);
  return shellText('argv' in shown ? shown.argv : argvOf({ ...shown, netns: 'netns' in row ? row.netns : '' }));
}
