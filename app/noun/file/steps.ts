/** Files of ours on a host: what it reads at its next start. */
import * as v from 'valibot';
import { fileKey } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { placeOf } from './paths.ts';
import { dropRows, putRow } from '../draft.ts';

/** Bytes of a file: ten thousand FDB entries with their commands are 2 MB. More would not fit a request to the root helper. */
export const MOST_FILE_BYTES = 2 * 1024 * 1024;

const FilePath = v.pipe(
  v.string(),
  v.check((path) => placeOf(path) !== undefined, 'must be one of the files that Overlane writes'),
);
const Content = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MOST_FILE_BYTES, 'is too large'),
  v.regex(/^[\n\x20-\x7e]*\n$/, 'must be plain ASCII lines'),
);

/** What may stand in the content is judged by `app/guard/check-file.ts`, which is also asked by the root helper. */
export const FileStep = v.variant('do', [
  v.strictObject({ do: v.literal('file-write'), path: FilePath, content: Content }),
  v.strictObject({ do: v.literal('file-remove'), path: FilePath }),
]);
export type FileStep = v.InferOutput<typeof FileStep>;

export function simulateFile(tables: Tables, step: FileStep): Tables {
  const { path } = step;
  if (step.do === 'file-remove') return dropRows(tables, 'file', (row) => row.path === path);
  return putRow(tables, 'file', { key: fileKey(path), netns: '', path, mode: modeOf(path), content: step.content });
}

export function fileHolds(tables: Tables, step: FileStep): boolean {
  const row = tables.file.find(({ path }) => path === step.path);
  if (step.do === 'file-remove') return row === undefined;
  return row !== undefined && row.content === step.content && row.mode === modeOf(step.path);
}

/** What stood there before comes back; what could not be read was not ours, and the host refuses to overwrite that. */
export function invertFile(step: FileStep, before: Tables): readonly FileStep[] {
  const row = before.file.find(({ path }) => path === step.path);
  if (row?.content !== undefined) return [{ do: 'file-write', path: step.path, content: row.content }];
  return step.do === 'file-write' && row === undefined ? [{ do: 'file-remove', path: step.path }] : [];
}

function modeOf(path: string): string {
  return placeOf(path)?.mode ?? '0600';
}
