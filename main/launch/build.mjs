import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundles } from './bundles.mjs';
import { root, say } from './paths.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

/** Brings dist/ up to date; what has not changed since it was built is left alone. Rejects with Vite's error. */
export async function build() {
  const stale = bundles()
    .map((bundle) => ({ bundle, hash: hashOf(bundle.inputs) }))
    .filter(({ bundle, hash }) => readStamp(`build-${bundle.name}`) !== hash || !existsSync(join(root, bundle.output)));
  if (stale.length === 0) return;
  say(`building ${stale.map(({ bundle }) => bundle.name).join(', ')}`);
  // Loaded only now: Vite alone takes 150 ms to load, a start with nothing to build must not pay for it.
  const vite = await import('vite');
  await Promise.all(stale.map(({ bundle, hash }) => buildOne(vite, bundle, hash)));
}

/**
 * Built beside and moved in, so that a running app or a second build never sees half a bundle.
 * @param {typeof import('vite')} vite
 * @param {import('./bundles.mjs').Bundle} bundle
 * @param {string} hash
 */
async function buildOne(vite, bundle, hash) {
  const fresh = join(root, 'dist', `.${bundle.name}-${process.pid}`);
  const config = bundle.config();
  try {
    await vite.build({ ...config, logLevel: 'warn', build: { ...config.build, outDir: fresh, emptyOutDir: true } });
    moveIn(fresh, join(root, bundle.outDir));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  writeStamp(`build-${bundle.name}`, hash);
}

/**
 * File by file, each replaced in one step, and last the page that names the others: an app that starts meanwhile finds every file
 * it asks for. What the new build does not have goes at the end.
 * @param {string} fresh
 * @param {string} target
 */
function moveIn(fresh, target) {
  const files = filesIn(fresh).sort((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')));
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    renameSync(join(fresh, file), join(target, file));
  }
  for (const file of filesIn(target)) {
    if (!files.includes(file)) rmSync(join(target, file), { force: true });
  }
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
