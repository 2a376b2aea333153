import { type Dirty, monitorArgvs } from '../../app/noun/monitor.ts';
import type { Transport, Watch } from '../../app/contract/ports.ts';
import type { TableName } from '../../app/noun/snapshot.ts';
import { until } from './until.ts';

/** A watch whose monitors listen already, and all that has rung since. */
export interface Bell {
  readonly watch: Watch;
  readonly rung: Dirty[];
  readonly ends: string[];
  rang(netns: string, table: TableName, timeoutMs?: number): Promise<void>;
}

export async function watched(transport: Transport, namespaces: readonly string[]): Promise<Bell> {
  const rung: Dirty[] = [];
  const ends: string[] = [];
  const watch = transport.watch(
    namespaces,
    (dirty) => rung.push(dirty),
    (why) => ends.push(why),
  );
  const monitors = namespaces.flatMap((netns) => monitorArgvs(netns)).length;
  // Each monitor rings for everything once, when it begins to listen.
  await until('the monitors listen', () => rung.filter(({ tables }) => tables.length > 5).length === monitors);
  rung.length = 0;
  const rang = (netns: string, table: TableName, timeoutMs?: number): Promise<void> =>
    until(
      `${table} of "${netns}" rings`,
      () => rung.some((dirty) => dirty.netns === netns && dirty.tables.includes(table)),
      timeoutMs,
    );
  return { watch, rung, ends, rang };
}
