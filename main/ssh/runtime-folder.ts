import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
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
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    return { path, temporary: false };
  }
  return { path: mkdtempSync(join(tmpdir(), 'overlane-')), temporary: true };
}
