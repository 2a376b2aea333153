/** A lab whose hosts run sshd, and an ssh configuration that reaches them from here. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestAPI } from 'vitest';
import { hasAdministrativeAccess } from '../../main/lab/machine.ts';
import type { Lab, LabHost } from '../../main/lab/lab.ts';
import { hostOf, inHost, withLab } from './lab-for-test.ts';
import script from './sshd.sh?raw';

const PROGRAMS: Readonly<Record<string, string>> = {
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/ssh': 'openssh-client',
  '/usr/bin/sudo': 'sudo',
  '/bin/busybox': 'busybox',
};

export interface SshLab {
  readonly lab: Lab;
  /** Holds keys, known_hosts and the configuration. */
  readonly folder: string;
  /** To be given as `ssh -F`; it knows each host by its name, and by `USER-HOST` as another user. */
  readonly configFile: string;
  /** Adds lines to the configuration; the first value that ssh finds for a keyword counts. */
  configure(text: string): void;
  host(name: string): LabHost;
}

export interface SshLabOptions {
  readonly hosts?: readonly string[];
  /** Lines of sshd_config(5), for every host. */
  readonly sshd?: string;
  /** Whether the hosts' keys are known; true when absent. */
  readonly known?: boolean;
}

/**
 * All hosts but the last run sshd; the last is where the connections come from: through its namespace they cross the
 * underlay, so that a link that goes down cuts them.
 */
export async function withSshLab<T>(options: SshLabOptions, body: (lab: SshLab) => Promise<T>): Promise<T> {
  const names = options.hosts ?? ['alpha'];
  const folder = mkdtempSync(join(tmpdir(), 'overlane-ssh-'));
  try {
    return await withLab([...names, 'desk'], async (lab) => {
      run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'tester', '-f', join(folder, 'key'));
      const key = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
      const hosts = names.map((name) => hostOf(lab, name));
      await Promise.all(hosts.map((host) => inHost(host, 'sh', '-c', script, 'sshd', key, options.sshd ?? '')));
      const configFile = join(folder, 'config');
      const knownHosts = await Promise.all(hosts.map(knownHost));
      writeFileSync(join(folder, 'known_hosts'), options.known === false ? '' : knownHosts.join(''));
      const base = configOf(folder, hosts, hostOf(lab, 'desk'));
      let mine = '';
      const write = (): void => writeFileSync(configFile, `${mine}\n${base}`);
      write();
      return body({
        lab,
        folder,
        configFile,
        configure: (text) => {
          mine += `${text}\n`;
          write();
        },
        host: (name) => hostOf(lab, name),
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function knownHost(host: LabHost): Promise<string> {
  const key = await inHost(host, 'cat', '/etc/ssh/ssh_host_ed25519_key.pub');
  return `${host.underlay} ${key.split(' ').slice(0, 2).join(' ')}\n`;
}

const USERS = ['free', 'asked', 'nobody-else', 'noisy', 'bound'];

function configOf(folder: string, hosts: readonly LabHost[], desk: LabHost): string {
  const aliases = hosts.flatMap(({ name, underlay }) => [
    `Host ${name}\n  HostName ${underlay}\n  User root`,
    ...USERS.map((user) => `Host ${user}-${name}\n  HostName ${underlay}\n  User ${user}`),
  ]);
  const through = `nsenter -t ${desk.pid} -n busybox nc %h %p`;
  return [
    ...aliases,
    'Host *',
    `  IdentityFile ${folder}/key`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${folder}/known_hosts`,
    '  GlobalKnownHostsFile /dev/null',
    `  ProxyCommand ${through}`,
    '',
  ].join('\n');
}

function run(file: string, ...argv: readonly string[]): void {
  const { status, stderr } = spawnSync(file, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${argv.join(' ')}: ${stderr}`);
}

export const hasSsh = whyNoSsh() === undefined;

/** `test` where sshd can run in lab hosts; elsewhere the reason is printed and the test skipped. */
export const sshTest: TestAPI = hasSsh ? test : (test.skip as unknown as TestAPI);

function whyNoSsh(): string | undefined {
  const missing = Object.keys(PROGRAMS).filter((path) => !isExecutable(path));
  const why = !hasAdministrativeAccess()
    ? 'sshd needs real root inside the lab hosts'
    : missing.map((path) => `${path} is missing (Debian package ${PROGRAMS[path]})`).join(', ') || undefined;
  if (why !== undefined) console.warn(`ssh tests skipped: ${why}`);
  return why;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // the caller says which package brings it
  }
}
