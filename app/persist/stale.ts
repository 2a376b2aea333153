/** Whether files that keep something still say what is there: the next start would bring back what they say. */
import type { KeptFile } from '../noun/file/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf } from '../noun/file/paths.ts';
import { filesFor } from './goes-along.ts';
import { isHandsOff } from './hands-off.ts';
import { keptSets, type KeptSet } from './kept-devices.ts';

/** Entries of a host up to which files are made again just to compare them; more would hold up every refresh for seconds. */
const MOST_ENTRIES = 20_000;

/** Sets of files that would be written otherwise today, for these devices. What was changed by hand is not ours to judge. */
export function staleSets(tables: Tables, devices: readonly string[]): readonly KeptSet[] {
  if (tables.file.length === 0 || tables.fdb.length + tables.route.length > MOST_ENTRIES) return [];
  return keptSets(tables.file).filter(
    (set) => set.devices.some((dev) => devices.includes(dev)) && isStale(set, tables),
  );
}

function isStale(set: KeptSet, tables: Tables): boolean {
  if (set.files.some(({ content = '' }) => markOf(content)?.intact !== true)) return false;
  const today = filesFor(set, tables);
  // Nothing of it is there: it was taken away by other means than a plan, and comes back at the next start.
  return textOf(set.files) !== textOf(today);
}

/** Forwarding is judged by the whole host, so it does not count; who starts the script, and who is told to keep off, is no matter of what is kept. */
function textOf(files: readonly Pick<KeptFile, 'path' | 'content'>[]): string {
  const counted = files.filter((file) => COUNTED.has(placeOf(file.path)?.kind ?? '') && !isHandsOff(file));
  return JSON.stringify(counted.map(({ path, content = '' }) => [path, linesOf(content)]).sort());
}

/** The kernel lists entries in an order of its own, which changes while nothing else does. */
function linesOf(content: string): readonly string[] {
  return (markOf(content)?.body ?? '').split('\n').sort();
}

const COUNTED: ReadonlySet<string> = new Set([
  'netdev',
  'network',
  'network-drop-in',
  'keyfile',
  'netplan',
  'interfaces',
  'script',
]);
