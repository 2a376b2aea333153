/**
 * Runs in the mount namespace that as-user.mjs made, as root: builds the user's world below `folder` and becomes the user.
 * `unshare` has made the namespace private, so the mounts end with it.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder = '', uid = '', root = '', ...argv] = process.argv.slice(2);
const world = join(folder, 'world');
const checkout = join(world, 'checkout');
const node = join(world, 'bin/node');
const home = join(world, 'home');

/** @param {readonly string[]} args */
function mount(args) {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')} failed: ${stderr.trim()}`);
}

mkdirSync(world);
mount(['-t', 'tmpfs', '-o', 'mode=0755', 'overlane-test', world]);
for (const path of [checkout, dirname(node), home]) mkdirSync(path);
writeFileSync(node, '');
mount(['--bind', root, checkout]);
mount(['--bind', process.execPath, node]);
// Vite writes the bundled configuration here, and the checkout is not the user's.
const viteTemp = join(checkout, 'node_modules/.vite-temp');
mkdirSync(viteTemp, { recursive: true });
mount(['-t', 'tmpfs', '-o', `mode=0700,uid=${uid}`, 'overlane-test', viteTemp]);

const xdg = {
  XDG_CONFIG_HOME: 'config',
  XDG_CACHE_HOME: 'cache',
  XDG_STATE_HOME: 'state',
  XDG_DATA_HOME: 'data',
  XDG_RUNTIME_DIR: 'run',
  TMPDIR: 'tmp',
};
const env = Object.fromEntries(Object.entries(xdg).map(([name, path]) => [name, join(home, path)]));
for (const path of [home, ...Object.values(env)]) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chownSync(path, Number(uid), Number(uid));
}

const command = argv.map((word) => (word === process.execPath ? node : word.replaceAll(root, checkout)));
const become = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all', '--reset-env', '--'];
const settings = {
  ...env,
  HOME: home,
  USER: 'overlane-test',
  LOGNAME: 'overlane-test',
  PATH: `${dirname(node)}:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin`,
  OVERLANE_TEST_CACHE: join(home, 'cache/vite'),
};
const withSettings = ['env', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`), ...command];
const { status } = spawnSync('setpriv', [...become, ...withSettings], { cwd: checkout, stdio: 'inherit' });
process.exitCode = status ?? 1;
