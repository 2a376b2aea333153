/** The rows that a plan is about: what the history shows as before and after. */
import type { HostId } from '../base/host.ts';
import { sameValue } from '../base/same.ts';
import { TABLE_NAMES, type Row, type TableName, type Tables } from '../noun/snapshot.ts';
import { rowOfKey } from '../noun/draft.ts';
import { peerOf } from '../noun/link/rows.ts';
import type { FdbEntryStep } from '../noun/fdb/steps.ts';
import type { HostPlan } from './plan.ts';

/** Rows of one host by table, as the journal keeps them. */
export interface HostRows {
  host: HostId;
  rows: Record<string, Record<string, unknown>[]>;
}

/** Rows kept for one host: a whole overlay has some dozens; a paste of thousands is told by its commands. */
const MOST_ROWS = 2_000;

type Places = Readonly<Record<'devices' | 'namespaces', ReadonlySet<string>>>;

/** The rows of `mine` that `other` does not have in the same form, as far as the plan's devices and namespaces are concerned. */
export function touchedRows({ host, steps }: HostPlan, mine: Tables, other: Tables): HostRows | undefined {
  const places = placesOf(steps, [mine, other]);
  const rows: Record<string, Record<string, unknown>[]> = {};
  let left = MOST_ROWS;
  for (const table of TABLE_NAMES) {
    const changed = changedRows(table, mine, other, places, left);
    left -= changed.length;
    if (changed.length > 0) rows[table] = changed.map((row) => ({ ...row }));
  }
  return Object.keys(rows).length === 0 ? undefined : { host: host satisfies HostId, rows };
}

function changedRows(table: TableName, mine: Tables, other: Tables, places: Places, most: number): readonly Row[] {
  const changed: Row[] = [];
  if (mine[table] === other[table]) return changed;
  for (const row of mine[table] as readonly Row[]) {
    if (changed.length >= most) break;
    if (isAt(row, places) && !sameRow(row, rowOfKey(other[table] as readonly Row[], row.key))) changed.push(row);
  }
  return changed;
}

function placesOf(steps: HostPlan['steps'], worlds: readonly Tables[]): Places {
  const devices = new Set<string>();
  const namespaces = new Set<string>();
  let last: Pick<FdbEntryStep, 'netns' | 'dev'> | undefined;
  for (const { step } of steps) {
    if ('owner' in step) {
      // Ten thousand entries are mostly of one device.
      if (step.dev !== last?.dev || step.netns !== last.netns) devices.add(`${step.netns}|${step.dev}`);
      last = step;
      continue;
    }
    if (step.do === 'netns-add' || step.do === 'netns-del') {
      namespaces.add(step.name);
      continue;
    }
    if ('dev' in step && step.dev !== undefined) devices.add(`${step.netns}|${step.dev}`);
    if ('name' in step) devices.add(`${step.netns}|${step.name}`);
    if (step.do === 'link-set-netns') devices.add(`${step.to}|${step.name}`);
    if (step.do === 'link-add-veth') devices.add(`${step.peer.netns ?? step.netns}|${step.peer.name}`);
    if ('path' in step) devices.add(`|${step.path}`);
    if ('family' in step) devices.add(`${step.netns}|`);
  }
  for (const tables of worlds) {
    const ends = tables.link.filter(({ key }) => devices.has(key)).flatMap((link) => peerOf(tables, link) ?? []);
    for (const { key } of ends) devices.add(key);
  }
  return { devices, namespaces };
}

function isAt(row: Row, { devices, namespaces }: Places): boolean {
  if (!('netns' in row)) return namespaces.has(row.name);
  if (namespaces.has(row.netns)) return true;
  const dev = 'dev' in row ? row.dev : 'name' in row ? row.name : 'path' in row ? row.path : undefined;
  return devices.has(`${row.netns}|${dev ?? ''}`);
}

/** Without what the row was parsed from: it may differ in what ticks by itself. */
function sameRow(a: Row, b: Row | undefined): boolean {
  return a === b || (b !== undefined && sameValue({ ...a, raw: undefined }, { ...b, raw: undefined }));
}
