import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './paths.mjs';

/** Program → Debian package. */
const PROGRAMS = {
  ip: 'iproute2',
  bridge: 'iproute2',
  ping: 'iputils-ping',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  sysctl: 'procps',
  iptables: 'iptables',
};
/** Library of Electron → Debian package; a name that is not here comes with GTK.
 * @type {readonly [RegExp, string][]} */
const LIBRARIES = [
  [/^lib(nss3|nssutil3|smime3|nspr4)\./, 'libnss3'],
  [/^libasound\./, 'libasound2'],
  [/^libgbm\./, 'libgbm1'],
  [/^libXss\./, 'libxss1'],
  [/^libXtst\./, 'libxtst6'],
  [/^libatk-bridge/, 'libatk-bridge2.0-0'],
];
/** Renamed when Debian 13 and Ubuntu 24.04 went to 64-bit time. */
const T64 = new Set(['libgtk-3-0', 'libasound2', 'libatk-bridge2.0-0']);

/**
 * Installs what the system lacks when we may, else throws with the exact line that does.
 * @param {{ binary?: string, headless: boolean }} need `binary` is Electron's, `headless` when it runs under our own X server
 */
export function ensureSystem({ binary, headless }) {
  const missing = missingPackages(binary, headless);
  if (missing.length === 0) return;
  const family = isDebian();
  if (family && process.getuid?.() === 0) return install(missing);
  throw new Error(family ? `missing system packages. Install them with:\n  ${aptLine(missing)}` : otherSystem(missing));
}

/** @param {string | undefined} binary
 * @param {boolean} headless */
function missingPackages(binary, headless) {
  const programs = Object.entries(headless ? { ...PROGRAMS, Xvfb: 'xvfb' } : PROGRAMS);
  const packages = programs.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (binary) packages.push(...packagesForLibraries(ldd(binary)));
  if (headless && !existsSync('/usr/share/fonts')) packages.push('fonts-dejavu-core');
  return [...new Set(packages)].sort();
}

/** An ordinary user's PATH has no sbin on Debian, where `bridge` and `iptables` are.
 * @param {string} program */
export function findProgram(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: both mean "look further".
    return false;
  }
}

/** @param {string} binary */
function ldd(binary) {
  return spawnSync('ldd', [binary], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout ?? '';
}

/** The Debian packages of the libraries that ldd did not find.
 * @param {string} printed what ldd printed
 * @returns {string[]} */
export function packagesForLibraries(printed) {
  const missing = [...printed.matchAll(/^\s*(\S+) => not found$/gm)].map(([, library = '']) => library);
  return missing.map((library) => LIBRARIES.find(([pattern]) => pattern.test(library))?.[1] ?? 'libgtk-3-0');
}

function isDebian() {
  return existsSync('/etc/debian_version') && Boolean(findProgram('apt-get'));
}

/**
 * Programs that only tests use → Debian package. They bring daemons along, so that they are installed on a machine of its own only
 * (CI): elsewhere their tests are skipped and say why.
 */
const TEST_PROGRAMS = {
  pkexec: 'pkexec',
  pkttyagent: 'polkitd',
  'dbus-daemon': 'dbus-daemon',
  'dbus-send': 'dbus-bin',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  sudo: 'sudo',
  doas: 'opendoas',
  busybox: 'busybox',
  networkctl: 'systemd',
  NetworkManager: 'network-manager',
  netplan: 'netplan.io',
  ifup: 'ifupdown',
  ethtool: 'ethtool',
};

/** For `npm test`: what the tests of privilege and SSH need, where a machine is there for nothing else. */
export function ensureTestSystem() {
  const missing = Object.entries(TEST_PROGRAMS).filter(([program]) => !findProgram(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))].sort();
  if (process.env.CI && isDebian() && process.getuid?.() === 0) return withoutDaemons(() => installWhatCan(packages));
  say(`tests that need ${packages.join(', ')} will be skipped`);
}

/** One package that this machine cannot take costs its own tests, not all of them.
 * @param {readonly string[]} packages */
function installWhatCan(packages) {
  try {
    install(packages);
  } catch {
    for (const name of packages) installOrSay(name);
  }
}

/** @param {string} name */
function installOrSay(name) {
  try {
    install([name]);
  } catch (error) {
    say(`tests that need ${name} will be skipped: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Debian asks this script before a package may start its daemon (invoke-rc.d(8)).
 * @param {() => void} work */
function withoutDaemons(work) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** @param {readonly string[]} packages */
function install(packages) {
  const names = () => packages.map(debianName);
  if (!hasLists()) apt(['update']);
  say(`installing system packages: ${names().join(' ')}`);
  try {
    apt(['install', '--yes', '--no-install-recommends', ...names()]);
  } catch {
    // Old lists name versions that the mirror no longer has; with fresh ones a second failure is the real one.
    apt(['update']);
    apt(['install', '--yes', '--no-install-recommends', ...names()]);
  }
}

/** Fresh containers come without package lists. */
function hasLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/** Waits up to two minutes for another apt to end: less and an unattended upgrade stops us, more and we look hung.
 * @param {readonly string[]} args */
function apt(args) {
  const { status } = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed; the reason is above`);
}

/** @param {string} name */
function debianName(name) {
  return T64.has(name) && hasT64() ? `${name}t64` : name;
}

/** Asked of apt, and of the release where apt has no lists yet. */
function hasT64() {
  if (hasLists()) return spawnSync('apt-cache', ['show', 'libasound2t64'], { stdio: 'ignore' }).status === 0;
  return isT64Release(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {string} osRelease content of os-release(5); Debian's rolling releases have no VERSION_ID */
export function isT64Release(osRelease) {
  const release = Object.fromEntries(
    [...osRelease.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]),
  );
  return Number(release.VERSION_ID ?? 99) >= (release.ID === 'ubuntu' ? 24.04 : 13);
}

/** @param {readonly string[]} packages */
function aptLine(packages) {
  return `sudo apt ${hasLists() ? '' : 'update && sudo apt '}install ${packages.map(debianName).join(' ')}`;
}

/** @param {readonly string[]} packages */
function otherSystem(packages) {
  return `missing system packages. Their names on Debian are: ${packages.join(' ')}; install what your system calls them`;
}
