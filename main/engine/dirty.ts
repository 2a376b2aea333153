/** Gathers doorbell rings until it is quiet for a moment, then says which parts to read again. */
import type { Dirty } from '../../app/noun/monitor.ts';
import { NOUNS } from '../../app/noun/nouns.ts';
import type { TableName } from '../../app/noun/snapshot.ts';
import type { Part } from './collect.ts';

/** Milliseconds of quiet before reading. Shorter: a burst is read many times over; longer: a single change shows late (the bar is 250 ms). */
const QUIET_MS = 20;
/** Milliseconds after which an unbroken burst is read all the same. Shorter: work piles up; longer: the tables seem frozen during it. */
const AT_MOST_MS = 250;
/** Single FDB entries worth reading one by one; from here on one listing is cheaper than as many processes. */
const SINGLE_FDB_ENTRIES = 24;

/** One FDB entry of a device's own table. */
export interface FdbRef {
  readonly netns: string;
  readonly dev: string;
  readonly mac: string;
}

export interface DirtyParts {
  readonly parts: readonly Part[];
  readonly fdb: readonly FdbRef[];
}

export interface Doorbell {
  ring(dirty: Dirty): void;
  /** What has gathered; empties it. */
  take(): DirtyParts;
  stop(): void;
}

/**
 * A link that goes down or away takes routes and addresses with it, for which the kernel sends no message of their own (IPv4, `fib_sync_down_dev`).
 * A VLAN of a port rings as a change of the port (`br_ifinfo_notify`, 6.1), so it needs no monitor of its own.
 */
const rungWith = (table: TableName): readonly TableName[] =>
  NOUNS.flatMap(({ id, read }) => ((read.rings.with as readonly TableName[]).includes(table) ? [id] : []));

export function createDoorbell(onQuiet: () => void): Doorbell {
  let parts = new Map<string, Part>();
  let fdb = new Map<string, FdbRef>();
  let quiet: NodeJS.Timeout | undefined;
  let latest: NodeJS.Timeout | undefined;

  const mark = (table: TableName, netns: string): void => void parts.set(`${netns}|${table}`, { table, netns });
  const fire = (): void => {
    clearTimeout(quiet);
    clearTimeout(latest);
    quiet = latest = undefined;
    onQuiet();
  };
  const gather = ({ netns, tables, fdb: entry }: Dirty): void => {
    if (entry !== undefined && fdb.size < SINGLE_FDB_ENTRIES) {
      fdb.set(`${netns}|${entry.dev}|${entry.mac}`, { netns, ...entry });
      return;
    }
    for (const table of tables) for (const one of [table, ...rungWith(table)]) mark(one, netns);
  };

  return {
    ring(dirty) {
      gather(dirty);
      clearTimeout(quiet);
      quiet = setTimeout(fire, QUIET_MS);
      latest ??= setTimeout(fire, AT_MOST_MS);
    },
    take() {
      const taken = {
        parts: [...parts.values()],
        fdb: [...fdb.values()].filter(({ netns }) => !parts.has(`${netns}|fdb`)),
      };
      parts = new Map();
      fdb = new Map();
      return taken;
    },
    stop() {
      clearTimeout(quiet);
      clearTimeout(latest);
    },
  };
}
