import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fallbackElectron } from './fallback.mjs';
import { root, say } from './paths.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/**
 * @typedef {object} Electron
 * @property {string} binary
 * @property {string} folder
 * @property {string} version
 * @property {boolean} fallback true for the old one that is only good for development
 */

/**
 * How long Electron's own download may take before the fallback is used. 110 MB at 10 Mbit/s are 90 s: shorter would give the old
 * runtime to people on slow lines; longer would make a network that drops packets look like a hang.
 */
const DOWNLOAD_LIMIT_MS = 120_000;
/** A network that was down yesterday may be up today. */
const RETRY_AFTER_MS = 24 * 3600 * 1000;

/** The Electron of package.json when it is here or can be downloaded, else the fallback.
 * @returns {Promise<Electron>} */
export async function findElectron() {
  const own = ownElectron() ?? downloadOwn();
  if (own) return { ...own, fallback: false };
  return { ...(await fallbackElectron()), fallback: true };
}

/** The arguments that start this checkout. Chromium's sandbox refuses to run as root; the page's own sandbox stays on in every case.
 * @param {string} app
 * @returns {string[]} */
export function electronArgs(app = root) {
  // Level 3 keeps Chromium's own complaints about missing buses and GPUs off the terminal; ours go through the console.
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--log-level=3', app];
}

function ownElectron() {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? { binary, folder: join(folder, 'dist'), version: packageVersion(folder) } : undefined;
}

/** @param {string} folder
 * @returns {string} */
function packageVersion(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** Tries the package's own installer once a day and version at most. */
function downloadOwn() {
  const folder = join(root, 'node_modules/electron');
  const version = packageVersion(folder);
  const [failed, at] = (readStamp('electron-download-failed') ?? '').split(' ');
  if (failed === version && Date.now() - Number(at) < RETRY_AFTER_MS) return undefined;
  say(`downloading Electron ${version} (once)`);
  const { status } = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  if (status === 0) return ownElectron();
  writeStamp('electron-download-failed', `${version} ${Date.now()}`);
  return undefined;
}
