/** The rows that a plan is about: what the history shows as before and after. */
import type { HostId } from '../model/host.ts';
import { sameValue } from '../model/same.ts';
import { TABLE_NAMES, type Row, type Tables } from '../model/snapshot.ts';
import { peerOf } from './link-rows.ts';
import type { HostPlan } from './plan.ts';
import type { HostRows } from './journal-entry.ts';

/** Rows kept for one host: a whole overlay has some dozens; a paste of thousands is told by its commands. */
const MOST_ROWS = 2_000;

type Keys = Readonly<Record<string, ReadonlySet<string>>>;

/** The rows of `mine` that `other` does not have in the same form, as far as the plan's devices and namespaces are concerned. */
export function touchedRows({ host, steps }: HostPlan, mine: Tables, other: Tables): HostRows | undefined {
  const places = placesOf(steps, [mine, other]);
  const rows: Record<string, Record<string, unknown>[]> = {};
  let left = MOST_ROWS;
  for (const table of TABLE_NAMES) {
    const list = mine[table] as readonly Row[];
    if (list === other[table]) continue;
    const known = new Map((other[table] as readonly Row[]).map((row) => [row.key, row]));
    const changed = list.filter((row) => isAt(row, places) && !sameRow(row, known.get(row.key))).slice(0, left);
    left -= changed.length;
    if (changed.length > 0) rows[table] = changed.map((row) => ({ ...row }));
  }
  return Object.keys(rows).length === 0 ? undefined : { host: host satisfies HostId, rows };
}

function placesOf(steps: HostPlan['steps'], worlds: readonly Tables[]): Keys {
  const devices = new Set<string>();
  const namespaces = new Set<string>();
  for (const { step } of steps) {
    if (step.do === 'netns-add' || step.do === 'netns-del') {
      namespaces.add(step.name);
      continue;
    }
    if ('dev' in step && step.dev !== undefined) devices.add(`${step.netns}|${step.dev}`);
    if ('name' in step) devices.add(`${step.netns}|${step.name}`);
    if (step.do === 'link-set-netns') devices.add(`${step.to}|${step.name}`);
    if (step.do === 'link-add-veth') devices.add(`${step.peer.netns ?? step.netns}|${step.peer.name}`);
    if ('family' in step) devices.add(`${step.netns}|`);
  }
  for (const tables of worlds) {
    const ends = tables.link.filter(({ key }) => devices.has(key)).flatMap((link) => peerOf(tables, link) ?? []);
    for (const { key } of ends) devices.add(key);
  }
  return { devices, namespaces };
}

function isAt(row: Row, { devices, namespaces }: Keys): boolean {
  if (!('netns' in row)) return namespaces?.has(row.name) ?? false;
  if (namespaces?.has(row.netns)) return true;
  const dev = 'dev' in row ? row.dev : 'name' in row ? row.name : undefined;
  return devices?.has(`${row.netns}|${dev ?? ''}`) ?? false;
}

/** Without what the row was parsed from: it may differ in what ticks by itself. */
function sameRow(a: Row, b: Row | undefined): boolean {
  return b !== undefined && sameValue({ ...a, raw: undefined }, { ...b, raw: undefined });
}
