/** Notices lines that another process (the command line, a second user session) adds to the journal. */
import { watch } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Watch } from '../../app/contract/ports.ts';

/** Milliseconds of quiet before reading. Shorter: each of a plan's lines is read by itself; longer: an overlay shows up late. */
const QUIET_MS = 100;

/** The folder is watched, because the file may not be there yet. */
export function watchJournal(path: string, onChange: () => void): Watch {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  });
  return {
    stop() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
