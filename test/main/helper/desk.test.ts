import { afterAll, beforeAll, describe, expect } from 'vitest';
import { readFileSync } from 'node:fs';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { until } from '../../lab/until.ts';
import { deskTest as test, openDesk, type Desk, type DeskUser } from './desk-for-test.ts';
import { helperBundle } from './helper-for-test.ts';

const FOLDER = '/usr/libexec/overlane';
const POLICY = '/usr/share/polkit-1/actions/io.github.overlane.helper.policy';
const ACTION = 'io.github.overlane.helper';

let bundle: string;
let story: Awaited<ReturnType<typeof bundleForAnyone>>;
beforeAll(async () => {
  bundle = await helperBundle();
  story = await bundleForAnyone(new URL('admin-story.ts', import.meta.url).pathname);
}, 60_000);
afterAll(() => story.remove());

type Told = Readonly<Record<string, unknown>>;

/** What each action answered, by its name; the last one where a name comes twice. */
async function tell(desk: Desk, as: DeskUser | undefined, ...actions: readonly string[]): Promise<Told> {
  const { stdout, stderr, code } = await desk.run(['/run/node', story.path, bundle, ...actions], as);
  if (code !== 0) throw new Error(`${actions.join(' ')}: ${code}\n${stdout}\n${stderr}`);
  const lines = stdout.trim().split('\n').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const { action, answer } = JSON.parse(line) as { action: string; answer: unknown };
      return [action, answer];
    }),
  );
}

async function atDesk(body: (desk: Desk) => Promise<void>): Promise<void> {
  const desk = await openDesk();
  try {
    await body(desk);
  } finally {
    await desk.close();
  }
}

/** Installs as root, and waits until polkit has read the policy. */
async function installed(desk: Desk): Promise<void> {
  expect(await tell(desk, undefined, 'install')).toEqual({ install: null });
  await until('polkit knows the action', async () => (await desk.run(['pkaction', '--action-id', ACTION])).code === 0);
}

const WORKS = {
  written: [0, 0],
  bridge: true,
  own: [0, 0, 0],
  probed: 'ip netns exec red ping -n -c 1 -W 1 127.0.0.1',
};

describe('an ordinary user', () => {
  test('installs the helper once, changes this computer through pkexec, and removes it again', async () => {
    await atDesk(async (desk) => {
      const before = await tell(desk, 'ruled', 'installed', 'start', 'why');
      expect(before).toMatchObject({ installed: 'no', start: 'admin-not-installed', why: { writable: false } });
      const done = await tell(desk, 'ruled', 'plan', 'install', 'installed');
      const { files } = done['plan'] as { files: readonly { path: string; mode: string; sha256: string }[] };
      expect(done).toMatchObject({ install: null, installed: 'copy' });
      for (const { path, mode, sha256 } of files) {
        expect((await desk.run(['stat', '-c', '%U:%G %a', path])).stdout.trim()).toBe(`root:root ${mode}`);
        expect((await desk.run(['sha256sum', path])).stdout).toContain(sha256);
      }
      const listed = (await desk.run(['find', FOLDER, '-type', 'f'])).stdout.trim().split('\n');
      expect([...listed, POLICY].sort()).toEqual(files.map(({ path }) => path).sort());
      await until('polkit has it', async () => (await desk.run(['pkaction', '--action-id', ACTION])).code === 0);
      const used = await tell(desk, 'ruled', 'start', 'why', 'use', 'stop');
      expect(used).toMatchObject({
        start: { state: 'on' },
        why: { writable: true },
        use: WORKS,
        stop: { state: 'off' },
      });
      expect(await tell(desk, 'ruled', 'uninstall', 'installed')).toEqual({ uninstall: null, installed: 'no' });
      expect((await desk.run(['sh', '-c', `ls -d ${FOLDER} ${POLICY}`])).stdout).toBe('');
    });
  });

  test('is asked for a password: the right one opens, a wrong one and giving up do not', async () => {
    await atDesk(async (desk) => {
      await installed(desk);
      expect(await tell(desk, 'asked', 'agent=right', 'start', 'use')).toMatchObject({
        start: { state: 'on' },
        use: WORKS,
      });
      expect(await tell(desk, 'asked', 'agent=wrong', 'start')).toMatchObject({ start: 'admin-denied' });
      const given = await tell(desk, 'asked', 'agent=nothing', 'give-up', 'view');
      expect(given).toMatchObject({ 'give-up': ['admin-dismissed', 'off'] });
      expect((await desk.run(['pgrep', '-x', 'pkexec'])).stdout).toBe('');
    });
  });

  test('is told what is missing: an agent, the right to it, an answer, polkit, pkexec', async () => {
    await atDesk(async (desk) => {
      await installed(desk);
      expect(await tell(desk, 'asked', 'start')).toMatchObject({ start: 'admin-no-agent' });
      expect(await tell(desk, 'refused', 'agent=right', 'start')).toMatchObject({ start: 'admin-denied' });
      // A dialog that was closed: no agent for a terminal can say that, so pkexec's own words and code for it stand in.
      await desk.run(['mv', '/usr/bin/pkexec', '/usr/bin/pkexec.real']);
      const closed = 'echo "Error executing command as another user: Request dismissed" >&2; exit 126';
      await desk.run([
        'sh',
        '-c',
        `printf '#!/bin/sh\\n%s\\n' '${closed}' >/usr/bin/pkexec; chmod 755 /usr/bin/pkexec`,
      ]);
      expect(await tell(desk, 'asked', 'start')).toMatchObject({ start: 'admin-dismissed' });
      await desk.run(['mv', '/usr/bin/pkexec.real', '/usr/bin/pkexec']);
      await desk.run(['pkill', '-x', 'dbus-daemon']);
      expect(await tell(desk, 'asked', 'start')).toMatchObject({ start: 'admin-no-polkit' });
      await desk.run(['rm', '/usr/bin/pkexec']);
      expect(await tell(desk, 'asked', 'start')).toMatchObject({ start: 'admin-no-pkexec' });
      expect(await tell(desk, 'asked', 'install')).toMatchObject({ install: 'admin-no-pkexec' });
    });
  });

  test('is told of a helper of another version, and of one that dies', async () => {
    await atDesk(async (desk) => {
      await installed(desk);
      const dying = tell(desk, 'ruled', 'start', 'mark', 'wait-off');
      await until('it is on', async () => (await desk.run(['test', '-e', '/run/user/4711/mark'])).code === 0);
      const find = ['sh', '-c', `pkill -KILL -f '${FOLDER}/overlane-helper[.]cjs'`];
      await until('it is killed', async () => (await desk.run(find)).code === 0);
      expect((await dying)['wait-off']).toMatchObject({ state: 'off', problem: { code: 'admin-ended' } });
      const old = `printf '#!/bin/sh\\necho "{\\"type\\":\\"hello\\",\\"protocol\\":0,\\"version\\":\\"0\\",\\"uid\\":0,\\"caller\\":1}"; cat >/dev/null\\n'`;
      await desk.run(['sh', '-c', `${old} >${FOLDER}/overlane-helper; echo changed >>${FOLDER}/overlane-helper.cjs`]);
      expect(await tell(desk, 'ruled', 'start', 'installed')).toMatchObject({
        start: 'admin-outdated',
        installed: 'outdated',
      });
    });
  });

  test('cannot install over what a package brought, nor remove it', async () => {
    await atDesk(async (desk) => {
      await desk.run(['mkdir', '-p', FOLDER]);
      await desk.run(['sh', '-c', `echo package >${FOLDER}/origin; touch ${FOLDER}/overlane-helper`]);
      expect(await tell(desk, 'ruled', 'plan', 'install', 'uninstall', 'installed')).toEqual({
        plan: 'install-package',
        install: 'install-package',
        uninstall: 'install-package',
        installed: 'package',
      });
    });
  });
});

describe('polkit', () => {
  test('parses our policy, binds it to our helper, and asks it: an administrator, every time', async () => {
    await atDesk(async (desk) => {
      await installed(desk);
      const { stdout } = await desk.run(['pkaction', '--verbose', '--action-id', ACTION]);
      expect(stdout).toMatch(/implicit any:\s+auth_admin\n/);
      expect(stdout).toMatch(/implicit active:\s+auth_admin\n/);
      expect(stdout).toContain(`${FOLDER}/overlane-helper`);
      // The rule of user "ruled" names our action: that it opens shows that polkit was asked about this one.
      expect(await tell(desk, 'ruled', 'start')).toMatchObject({ start: { state: 'on' } });
      // Another program, and a link to ours, are another action, which nobody has allowed.
      const link = '/run/home/ruled/helper';
      await desk.run(['ln', '-s', '/usr/bin/id', link], 'ruled');
      for (const program of ['/usr/bin/id', link])
        expect(await desk.run(['pkexec', '--disable-internal-agent', program], 'ruled')).toMatchObject({ code: 127 });
    });
  });

  test('gets the policy of the packages, which names the path they install to', () => {
    const root = new URL('../../../', import.meta.url).pathname;
    const builder = readFileSync(`${root}electron-builder.yml`, 'utf8');
    for (const line of [
      `resources/polkit/io.github.overlane.helper.policy=${POLICY}`,
      `resources/polkit/overlane-helper=${FOLDER}/overlane-helper`,
      `resources/polkit/origin=${FOLDER}/origin`,
      `dist/helper/overlane-helper.cjs=${FOLDER}/overlane-helper.cjs`,
    ])
      expect(builder.split(line)).toHaveLength(3);
  });
});
