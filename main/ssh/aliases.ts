/** Reads the aliases of the user's ssh configuration, through its Include lines. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseConfigNames } from '../../app/ssh/config-aliases.ts';

/** ssh's own limit for Includes within Includes (ssh_config(5), READCONF_MAX_DEPTH). */
const DEEPEST = 16;
/** Files read for one list, and bytes of each: a folder of thousands, or an Include of a log, must not hold up a dialog. */
const MOST_FILES = 1_000;
const MOST_BYTES = 1024 * 1024;

/** In the order of the files, each once. A file that cannot be read has none: ssh says why when it matters. */
export async function listAliases(configFile = join(homedir(), '.ssh/config')): Promise<readonly string[]> {
  return [...new Set(await aliasesIn(configFile, dirname(configFile), 0, new Set()))];
}

/** `seen` holds what was read already: two files that include each other twice are read 65,536 times otherwise. */
async function aliasesIn(path: string, folder: string, depth: number, seen: Set<string>): Promise<readonly string[]> {
  if (seen.has(path) || seen.size >= MOST_FILES) return [];
  seen.add(path);
  const { aliases, includes } = parseConfigNames(await readOrEmpty(path));
  if (depth >= DEEPEST) return aliases;
  const files = (await Promise.all(includes.map((pattern) => expand(pattern, folder)))).flat();
  const included = await Promise.all(files.map((file) => aliasesIn(file, folder, depth + 1, seen)));
  return [...aliases, ...included.flat()];
}

/** A relative path is one beside the user's configuration; `~` is their home. Each part may hold `*` and `?`. */
async function expand(pattern: string, folder: string): Promise<readonly string[]> {
  const home = pattern.replace(/^~(?=\/)/, homedir());
  const parts = resolve(isAbsolute(home) ? home : join(folder, home))
    .split('/')
    .slice(1);
  let paths: readonly string[] = ['/'];
  for (const part of parts) paths = (await Promise.all(paths.map((path) => matching(path, part)))).flat();
  return paths;
}

async function matching(folder: string, part: string): Promise<readonly string[]> {
  if (!/[*?]/.test(part)) return [join(folder, part)];
  const pattern = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const wanted = new RegExp(`^${pattern}$`);
  const names = await readdir(folder).catch(() => []); // a folder that is not there matches nothing, as for ssh
  return names
    .filter((name) => wanted.test(name) && (!name.startsWith('.') || part.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= MOST_BYTES ? await readFile(path, 'utf8') : '';
  } catch {
    return ''; // not there, or not for us: there is nothing to offer from it
  }
}
