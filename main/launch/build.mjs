import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

/** Built beside and swapped in, so that a running app or a second build never sees half a bundle.
 * @param {typeof import('vite')} vite
 * @param {import('./bundles.mjs').Bundle} bundle
 * @param {string} hash */
async function buildOne(vite, bundle, hash) {
  const fresh = join(root, 'dist', `.${bundle.name}-${process.pid}`);
  const config = bundle.config();
  try {
    await vite.build({ ...config, logLevel: 'warn', build: { ...config.build, outDir: fresh, emptyOutDir: true } });
    swap(fresh, join(root, bundle.outDir));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  writeStamp(`build-${bundle.name}`, hash);
}

/** @param {string} fresh
 * @param {string} target */
function swap(fresh, target) {
  const old = `${fresh}-old`;
  mkdirSync(join(target, '..'), { recursive: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
