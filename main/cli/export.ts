/** `overlane export`: a host, or one table of it, as commands, JSON or CSV. */
import type { HostId } from '../../app/base/host.ts';
import { exportCommands, exportCsv, exportJson } from '../../app/change/export.ts';
import type { Row, TableName } from '../../app/noun/snapshot.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { printRaw, sayProblems } from './print.ts';
import { transportOf, type CliOptions } from './session.ts';

export interface ExportOptions {
  readonly commands?: boolean;
  readonly json?: boolean;
  /** The table, which CSV needs to be named. */
  readonly csv?: TableName;
  readonly table?: TableName;
  /** What other programs keep, too. */
  readonly foreign?: boolean;
}

export async function exportHost(host: HostId, options: ExportOptions, cli: CliOptions): Promise<number> {
  const transport = await transportOf(host, cli);
  if (!transport.ok) return refuse({ problems: [transport.problem] }, false);
  const { snapshot, problems } = await readSnapshot(transport.value, { now: () => Date.now() });
  await transport.value.close();
  sayProblems(problems);
  const { json, csv, table, foreign } = options;
  const asked = csv ?? table;
  const isMeant = ({ severity, where }: Problem): boolean =>
    severity === 'error' && (asked === undefined || where.table === undefined || where.table === asked);
  // Half a host would be taken for a whole one.
  if (problems.some(isMeant)) return EXIT.failed;
  if (csv !== undefined) printRaw(exportCsv(snapshot.tables[csv] as readonly Row[]));
  else printRaw(json === true ? exportJson(snapshot, table) : exportCommands(snapshot, table, { foreign }));
  return EXIT.done;
}
