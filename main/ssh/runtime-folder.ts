import { chmodSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where sockets go: ours under `$XDG_RUNTIME_DIR`, which only we may enter; else a folder of our own until we end. */
export interface RuntimeFolder {
  readonly path: string;
  /** True when it is to be removed with us. */
  readonly temporary: boolean;
}

export function runtimeFolder(env: NodeJS.ProcessEnv = process.env): RuntimeFolder {
  const given = env['XDG_RUNTIME_DIR'];
  if (given && isAbsolute(given)) {
    const path = join(given, 'overlane');
    if (isOurs(path)) return { path, temporary: false };
  }
  return { path: mkdtempSync(join(tmpdir(), 'overlane-')), temporary: true };
}

/** After `su` the variable may name a folder that is somebody else's, or none. */
function isOurs(path: string): boolean {
  try {
    // Not `recursive`: the session makes the folder above, and below /proc Node 20 would try for ever.
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
    return true;
  } catch {
    return false; // not ours to write: the other place is there for that
  }
}
