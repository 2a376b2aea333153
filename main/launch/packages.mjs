import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './paths.mjs';

/** Runs `npm ci` when node_modules is not what package-lock.json says. Throws with a sentence when that fails. */
export function ensurePackages() {
  const reason = staleReason(root);
  if (reason === undefined) return;
  say(`installing npm packages (${reason})`);
  // No package here needs an install script, so none gets to run.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
  if (status !== 0) throw new Error(`npm ci failed${error ? `: ${error.message}` : ''}; the reason is above`);
}

/** Why the installed packages are not the locked ones. npm notes what it installed in node_modules/.package-lock.json, as its last act;
 * optional packages of other platforms are not in it.
 * @param {string} folder */
export function staleReason(folder) {
  const installed = packagesIn(join(folder, 'node_modules/.package-lock.json'));
  if (!installed) return 'none are here yet';
  const wanted = packagesIn(join(folder, 'package-lock.json')) ?? {};
  const differs = Object.entries(wanted).find(
    ([path, entry]) =>
      path !== '' && !(entry.optional && !installed[path]) && installed[path]?.version !== entry.version,
  );
  return differs && `${differs[0].replace('node_modules/', '')} changed`;
}

/** @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
