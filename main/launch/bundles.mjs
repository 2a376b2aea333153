import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} Bundle
 * @property {string} name
 * @property {readonly string[]} inputs what it is made from, relative to the checkout
 * @property {string} outDir
 * @property {string} output a file that is there when it was built
 * @property {() => import('vite').InlineConfig} config
 */

const COMMON = ['package.json', 'package-lock.json', 'main/launch/bundles.mjs', 'main/launch/build.mjs', 'app'];

/** Node 18 and Chromium 114 are what the oldest Electron that we run on carries.
 * @param {string} name
 * @param {string} entry
 * @param {string} outDir
 * @param {string} file
 * @param {string} [banner] code before everything else
 * @returns {Bundle} */
function nodeBundle(name, entry, outDir, file, banner) {
  return {
    name,
    inputs: [...COMMON, 'main'],
    outDir,
    output: join(outDir, file),
    config: () => ({
      root,
      configFile: false,
      define: { __OVERLANE_VERSION__: JSON.stringify(version()) },
      ssr: { noExternal: true, target: 'node' },
      resolve: { mainFields: ['module', 'main'] },
      build: {
        ssr: join(root, entry),
        target: 'node18',
        sourcemap: true,
        minify: false,
        rolldownOptions: {
          external: ['electron'],
          checks: { pluginTimings: false },
          output: { format: 'cjs', entryFileNames: file, codeSplitting: false, banner },
        },
      },
    }),
  };
}

/** The helper runs on whatever Electron carries, without the start file that fills in what an old one lacks. */
function node18() {
  return readFileSync(join(root, 'main/launch/node-18.cjs'), 'utf8');
}

function version() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}

/** @returns {Bundle[]} */
export function bundles() {
  return [
    nodeBundle('main', 'main/index.ts', 'dist/main', 'index.cjs'),
    nodeBundle('engine', 'main/ipc/engine-entry.ts', 'dist/engine', 'engine.cjs'),
    nodeBundle('preload', 'main/preload.ts', 'dist/preload', 'preload.cjs'),
    nodeBundle('helper', 'main/helper/index.ts', 'dist/helper', 'overlane-helper.cjs', node18()),
    // The command line is built when its entry is there.
    ...(existsSync(join(root, 'main/cli/index.ts'))
      ? [nodeBundle('cli', 'main/cli/index.ts', 'dist/cli', 'overlane.cjs')]
      : []),
    {
      name: 'renderer',
      inputs: [...COMMON, 'renderer'],
      outDir: 'dist/renderer',
      output: 'dist/renderer/index.html',
      config: () => ({ root: join(root, 'renderer'), configFile: join(root, 'renderer/vite.config.ts') }),
    },
  ];
}
