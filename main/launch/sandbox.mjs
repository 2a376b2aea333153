import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Settings that keep an ordinary user from making a user namespace, and the value that allows it. */
const SETTINGS = [
  // Ubuntu 23.10 and later.
  { name: 'kernel.apparmor_restrict_unprivileged_userns', forbids: '1', allows: '0' },
  // Debian's own, on by default since Debian 11.
  { name: 'kernel.unprivileged_userns_clone', forbids: '0', allows: '1' },
  { name: 'user.max_user_namespaces', forbids: '0', allows: '15000' },
];

/**
 * Chromium's sandbox and the lab of an ordinary user both need a user namespace. Throws with the line that allows it; we do not start
 * without the sandbox instead.
 * @param {string} folder Electron's
 */
export function ensureSandbox(folder) {
  if (process.getuid?.() === 0 || isSetuidRoot(join(folder, 'chrome-sandbox')) || canMakeUserNamespace()) return;
  throw new Error(`Electron's sandbox and the lab need user namespaces. Allow them with:\n  ${fixLine(readSetting)}`);
}

function canMakeUserNamespace() {
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0;
}

/** @param {string} helper */
function isSetuidRoot(helper) {
  const { uid, mode } = statSync(helper, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 };
  return uid === 0 && (mode & 0o4000) !== 0;
}

/** The line to type for the first setting that forbids it; for the usual one when none of those that we know does.
 * @param {(name: string) => string | undefined} read */
export function fixLine(read) {
  const setting = SETTINGS.find(({ name, forbids }) => read(name) === forbids) ?? SETTINGS[0];
  return `sudo sysctl -w ${setting?.name}=${setting?.allows}`;
}

/** @param {string} name */
function readSetting(name) {
  try {
    return readFileSync(join('/proc/sys', name.replaceAll('.', '/')), 'utf8').trim();
  } catch {
    // A kernel without this setting does not forbid it this way.
    return undefined;
  }
}
