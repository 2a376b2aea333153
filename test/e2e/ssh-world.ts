import { expect, type Locator, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchApp, test as base, type LaunchedApp } from './app.ts';
import { overlane } from './lab-host.ts';

const script = readFileSync(resolve(import.meta.dirname, '../lab/sshd.sh'), 'utf8');
const PROGRAMS = ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/sudo', '/bin/busybox'];

interface LabHost {
  readonly name: string;
  readonly pid: number;
  readonly underlay: string;
}

/** The window's own lab, whose hosts alpha and beta can be logged in to from gamma, across the underlay. */
export interface SshWorld extends LaunchedApp {
  /** Adds lines to the ssh configuration; the first value that ssh finds for a keyword counts. */
  configure(text: string): void;
  /** Runs a shell line on a lab host. */
  on(host: string, line: string): Promise<string>;
  readonly rail: Locator;
  readonly status: Locator;
}

/** Why these cannot run here, if they cannot. */
export function whyNoSsh(): string | false {
  if (process.getuid?.() !== 0) return 'sshd needs real root inside the lab hosts';
  const missing = PROGRAMS.filter((path) => !existsSync(path));
  return missing.length > 0 && `not installed: ${missing.join(', ')}`;
}

/** `site-a` is alpha and `site-b` beta; each also as `USER-site-a` for the users that sshd.sh makes. Root logs in by key. */
async function openWorld(folder: string): Promise<SshWorld> {
  const configFile = join(folder, 'config');
  writeFileSync(configFile, '');
  const app = await launchApp({ env: { OVERLANE_SSH_CONFIG: configFile } });
  await expect(app.page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  const status = JSON.parse(await overlane(app, 'lab', 'status', '--json')) as { hosts: readonly LabHost[] };
  const on = (host: string, line: string): Promise<string> =>
    overlane(app, 'lab', 'exec', host, '--', 'sh', '-c', line);
  const base = await prepare(app, folder, status.hosts);
  let mine = '';
  const configure = (text: string): void => {
    mine += `${text}\n`;
    writeFileSync(configFile, `${mine}\n${base}`);
  };
  configure('');
  const rail = app.page.getByRole('navigation', { name: 'Hosts and overlays' });
  return { ...app, configure, on, rail, status: app.page.getByRole('contentinfo') };
}

async function prepare(app: LaunchedApp, folder: string, hosts: readonly LabHost[]): Promise<string> {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'tester', '-f', join(folder, 'key')]);
  const key = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
  const sites = [
    { site: 'site-a', host: named(hosts, 'alpha') },
    { site: 'site-b', host: named(hosts, 'beta') },
  ];
  const known = sites.map(async ({ host }) => {
    await overlane(app, 'lab', 'exec', host.name, '--', 'sh', '-c', script, 'sshd', key, '');
    const own = await overlane(app, 'lab', 'exec', host.name, '--', 'cat', '/etc/ssh/ssh_host_ed25519_key.pub');
    return `${host.underlay} ${own.split(' ').slice(0, 2).join(' ')}\n`;
  });
  writeFileSync(join(folder, 'known_hosts'), (await Promise.all(known)).join(''));
  const aliases = sites.map(({ site, host }) =>
    [
      `Host ${site}\n  HostName ${host.underlay}\n  User root`,
      ...['free', 'asked'].map((user) => `Host ${user}-${site}\n  HostName ${host.underlay}\n  User ${user}`),
    ].join('\n'),
  );
  const through = `nsenter -t ${named(hosts, 'gamma').pid} -n busybox nc %h %p`;
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

function named(hosts: readonly LabHost[], name: string): LabHost {
  const host = hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`the lab has no ${name}`);
  return host;
}

export const test = base.extend<{ world: SshWorld }>({
  world: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-e2e-ssh-'));
    const world = await openWorld(folder);
    try {
      await use(world);
    } finally {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

/** *Add host* by keyboard: the keys, the name, Enter. */
export async function addHost(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'Add an SSH host' });
  await dialog.getByRole('combobox').fill(name);
  await expect(dialog.getByRole('region', { name: 'Where ssh would go' })).toContainText('User');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Its row of the rail, by what is said of it there. */
export function railHost(world: SshWorld, name: string, word: string): Locator {
  return world.rail.getByRole('button', { name: new RegExp(`${name} .*${word}$`) });
}
