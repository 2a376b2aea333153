import { accessSync, constants } from 'node:fs';
import type { Problem } from '../../app/problem/problem.ts';
import { readText } from './proc.ts';

/** Where programs are looked for: Debian gives an ordinary user no sbin, and `bridge` is only there. */
export const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a lab needs, and the Debian package that brings it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
  ip: 'iproute2',
  bridge: 'iproute2',
  ping: 'iputils-ping',
};
const CAP_NET_ADMIN = 12n;
const CAP_SYS_ADMIN = 21n;

/** Whether namespaces can be made without a user namespace. Uid 0 does not answer this: in a container root may lack both. */
export function hasAdministrativeAccess(): boolean {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(readText('/proc/self/status'))?.[1] ?? '0'}`);
  return ((effective >> CAP_NET_ADMIN) & 1n) === 1n && ((effective >> CAP_SYS_ADMIN) & 1n) === 1n;
}

/** The first program that is not installed here. */
export function missingProgram(path = SEARCH_PATH): Problem | undefined {
  const program = Object.keys(PROGRAMS).find((name) => !isInstalled(name, path));
  if (program === undefined) return undefined;
  const facts = { program, host: 'this computer', package: PROGRAMS[program] ?? program };
  return { code: 'command-missing', severity: 'error', where: { host: 'local' }, facts, retry: true };
}

/** Settings that forbid an ordinary user a user namespace, the value that does so, and what allows it again. */
const SETTINGS = [
  // Debian's own patch, and the hardened kernels.
  { setting: 'kernel.unprivileged_userns_clone', forbids: '0', allow: '1' },
  // Ubuntu 23.10 and later: the namespace is made, but without capabilities.
  { setting: 'kernel.apparmor_restrict_unprivileged_userns', forbids: '1', allow: '0' },
  { setting: 'user.max_user_namespaces', forbids: '0', allow: '15000' },
];

/** Which setting forbids user namespaces; undefined when none of the known ones does. */
export function forbiddenUserns(): Problem | undefined {
  const found = SETTINGS.find(({ setting, forbids }) => readSetting(setting) === forbids);
  if (!found) return undefined;
  const { setting, forbids: value, allow } = found;
  const facts = { setting, value, fix: `sudo sysctl -w ${setting}=${allow}` };
  return { code: 'lab-userns-forbidden', severity: 'error', where: { host: 'local' }, facts, retry: true };
}

function readSetting(name: string): string {
  return readText(`/proc/sys/${name.replaceAll('.', '/')}`).trim();
}

function isInstalled(program: string, path: string): boolean {
  return path.split(':').some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder; the caller names the program when no folder has it
    }
  });
}
