import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './paths.mjs';
import { prepare } from './prepare.mjs';

/**
 * `npm run dist`: every package of electron-builder.yml where the current Electron is here, else the unpacked app on the fallback,
 * which is enough to test what packaging does to the app and is never for distribution.
 */
async function dist() {
  const electron = await prepare({ headless: false });
  const { build, Platform, DIR_TARGET } = await import('electron-builder');
  if (!electron.fallback) {
    await build({
      targets: Platform.LINUX.createTarget(),
      config: { extends: 'electron-builder.yml', electronDist: electron.folder },
      publish: 'never',
    });
    return;
  }
  say(
    `this is a test build on Electron ${electron.version}, never for distribution: only release/linux-unpacked is made`,
  );
  const folder = copyWithoutApp(electron.folder);
  try {
    await build({
      targets: Platform.LINUX.createTarget(DIR_TARGET),
      config: testConfig(electron.version, folder),
      publish: 'never',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say('made release/linux-unpacked/overlane');
}

/** The app starts through the file that fills in what the fallback lacks.
 * @param {string} electronVersion
 * @param {string} electronDist
 * @returns {import('electron-builder').Configuration} */
function testConfig(electronVersion, electronDist) {
  return {
    extends: 'electron-builder.yml',
    electronVersion,
    electronDist,
    extraMetadata: { main: 'main/launch/fallback-start.cjs' },
    files: ['main/launch/fallback-start.cjs', 'main/launch/node-18.cjs'],
    asarUnpack: ['main/launch/node-18.cjs'],
    beforePack: ({ packager }) => {
      // This fuse came with Electron 28; it cannot be left out by a value, only by its absence.
      delete packager.config.electronFuses?.grantFileProtocolExtraPrivileges;
    },
  };
}

/** Electron prefers resources/app to the archive that electron-builder makes.
 * @param {string} folder */
function copyWithoutApp(folder) {
  const copy = join(root, 'release/.electron');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(join(root, 'release'), { recursive: true });
  cpSync(folder, copy, { recursive: true, filter: (from) => from !== join(folder, 'resources/app') });
  return copy;
}

try {
  await dist();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
