/** What stands on a host of files with our names. */
import type { KeptFile } from '../noun/file/row.ts';
import { isHandsOff } from './hands-off.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf } from '../noun/file/paths.ts';

/**
 * - `ours`: as we wrote it
 * - `edited`: changed by hand since, so it is left alone
 * - `foreign`: has a name like ours and no mark
 */
export interface Kept {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly state: 'ours' | 'edited' | 'foreign' }[];
}

/** By name. An overlay that is not kept may have told others to leave its devices alone: that is no keeping. */
export function keptOn(files: readonly KeptFile[]): readonly Kept[] {
  const making = files.filter((file) => !isHandsOff(file));
  const names = [...new Set(making.flatMap(({ path }) => placeOf(path)?.name ?? []))].sort();
  return names.map((name) => ({
    name,
    files: files
      .filter(({ path }) => placeOf(path)?.name === name)
      .map(({ path, content }) => ({ path, state: stateOf(content) })),
  }));
}

function stateOf(content: string | undefined): 'ours' | 'edited' | 'foreign' {
  const mark = content === undefined ? undefined : markOf(content);
  if (mark === undefined) return 'foreign';
  return mark.intact ? 'ours' : 'edited';
}
