import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root, stampDir } from './paths.mjs';

/** What was remembered under this name, or undefined.
 * @param {string} name */
export function readStamp(name) {
  const file = join(stampDir, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Written beside and renamed, so that two launchers at once never leave half a stamp.
 * @param {string} name
 * @param {string} value */
export function writeStamp(name, value) {
  const file = join(stampDir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, value);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * One hash over the content of files and folders, relative to the checkout. Content and not time stamps: a branch switch touches
 * files without changing them. About 15 ms for 500 sources.
 * @param {readonly string[]} paths
 */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addToHash(hash, path);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash
 * @param {string} path */
function addToHash(hash, path) {
  const full = resolve(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    hash.update(`\0${path}\0`).update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (name !== 'node_modules') addToHash(hash, join(path, name));
  }
}
