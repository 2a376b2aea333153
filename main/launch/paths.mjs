import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** What this checkout remembers between runs; goes away with node_modules. */
export const stampDir = join(root, 'node_modules/.cache/overlane');

/** Shared by every checkout of this user: the fallback Electron. The XDG specification says to ignore a relative path. */
export function cacheDir() {
  const xdg = process.env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'overlane');
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`overlane: ${line}\n`);
}
