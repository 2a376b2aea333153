import { expect, type Locator, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment, launchApp, test as base, type LaunchedApp } from './app.ts';
import { overlane } from './lab-host.ts';

const script = readFileSync(resolve(import.meta.dirname, '../lab/sshd.sh'), 'utf8');
const PROGRAMS = ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/sudo', '/bin/busybox'];

interface LabHost {
  readonly name: string;
  readonly pid: number;
  readonly underlay: string;
}

/** A lab whose hosts alpha and beta can be logged in to from gamma, across the underlay, and a window with that ssh configuration. */
export interface SshWorld extends LaunchedApp {
  /** Adds lines to the ssh configuration; the first value that ssh finds for a keyword counts. */
  configure(text: string): void;
  /** Runs a shell line on a lab host. */
  on(host: string, line: string): Promise<string>;
  /** A second window on the same lab and state, when the first is gone. */
  launch(): Promise<LaunchedApp>;
  readonly status: Locator;
}

/** Why these cannot run here, if they cannot. */
export function whyNoSsh(): string | false {
  if (process.getuid?.() !== 0) return 'sshd needs real root inside the lab hosts';
  const missing = PROGRAMS.filter((path) => !existsSync(path));
  return missing.length > 0 && `not installed: ${missing.join(', ')}`;
}

type Lab = Pick<SshWorld, 'env' | 'on'> & { readonly hosts: readonly LabHost[] };

async function startLab(env: Record<string, string>): Promise<Lab> {
  const run = (...args: string[]): Promise<string> => overlane({ env }, ...args);
  await run('lab', 'up');
  const { hosts } = JSON.parse(await run('lab', 'status', '--json')) as { hosts: readonly LabHost[] };
  return { env, hosts, on: (host, line) => run('lab', 'exec', host, '--', 'sh', '-c', line) };
}

/** `site-a` is alpha and `site-b` beta; each also as `USER-site-a` for users that sshd.sh makes. Root logs in by key. */
async function prepare({ env, hosts, on }: Lab, folder: string): Promise<string> {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'tester', '-f', join(folder, 'key')]);
  const key = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
  const sites = [
    { site: 'site-a', host: named(hosts, 'alpha') },
    { site: 'site-b', host: named(hosts, 'beta') },
  ];
  const known = sites.map(async ({ host }) => {
    await overlane({ env }, 'lab', 'exec', host.name, '--', 'sh', '-c', script, 'sshd', key, '');
    const own = await on(host.name, 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    return `${host.underlay} ${own.split(' ').slice(0, 2).join(' ')}\n`;
  });
  writeFileSync(join(folder, 'known_hosts'), (await Promise.all(known)).join(''));
  const aliases = sites.flatMap(({ site, host }) => [
    `Host ${site}\n  HostName ${host.underlay}\n  User root`,
    ...['free', 'asked'].map((user) => `Host ${user}-${site}\n  HostName ${host.underlay}\n  User ${user}`),
  ]);
  return [
    ...aliases,
    'Host *',
    `  IdentityFile ${folder}/key`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${folder}/known_hosts`,
    '  GlobalKnownHostsFile /dev/null',
    `  ProxyCommand nsenter -t ${named(hosts, 'gamma').pid} -n busybox nc %h %p`,
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
    const folder = mkdtempSync(join(tmpdir(), 'overlane-e2e-'));
    const configFile = join(folder, 'ssh_config');
    const env = environment(folder, { OVERLANE_SSH_CONFIG: configFile });
    try {
      const lab = await startLab(env);
      const base = await prepare(lab, folder);
      let mine = '';
      const configure = (text: string): void => {
        mine += `${text}\n`;
        writeFileSync(configFile, `${mine}\n${base}`);
      };
      configure('');
      const launch = (): Promise<LaunchedApp> => launchApp({ folder, env: { OVERLANE_SSH_CONFIG: configFile } });
      const app = await launch();
      // Until then it does not listen to keys.
      await expect(railHost(app.page, 'alpha', 'live')).toBeVisible();
      await use({ ...app, ...lab, configure, launch, status: app.page.getByRole('contentinfo') });
      await app.close();
    } finally {
      await overlane({ env }, 'lab', 'down');
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
export function railHost(page: Page, name: string, word: string): Locator {
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  return rail.getByRole('button', { name: new RegExp(`${name} .*${word}$`) });
}

/** Pictures of what is there now, large and dark, small and light; neither has a violation of accessibility. */
export async function look(world: SshWorld, name: string): Promise<void> {
  const sizes = [
    { colorScheme: 'dark', width: 1920, height: 1080 },
    { colorScheme: 'light', width: 1280, height: 800 },
  ] as const;
  for (const { colorScheme, ...size } of sizes) {
    await world.page.emulateMedia({ colorScheme });
    await world.app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    // On a screen of exactly that size the window is let have a pixel less.
    await expect.poll(() => world.page.evaluate(() => window.innerWidth)).toBeGreaterThanOrEqual(size.width - 8);
    await expect.poll(() => world.page.evaluate(() => window.innerWidth)).toBeLessThanOrEqual(size.width);
    await world.screenshot(`${name}-${colorScheme}`);
    expect(await world.axe(), `${name} ${colorScheme}`).toEqual([]);
  }
}
