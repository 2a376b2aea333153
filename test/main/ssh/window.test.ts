/** What the window does with SSH hosts, without its pixels: the calls it makes and the events it gets. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import type { EventName, Events } from '../../../app/contract/ipc.ts';
import type { ApplyProgress } from '../../../app/contract/plan-view.ts';
import type { Result } from '../../../app/problem/problem.ts';
import { createBackend } from '../../../main/ipc/handlers.ts';
import type { Handlers } from '../../../main/ipc/handlers-type.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { runProgram } from '../../lab/program.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { until } from '../../lab/until.ts';

interface Window {
  readonly call: Handlers;
  readonly last: Partial<Events>;
  readonly progress: ApplyProgress[];
  readonly configFolder: string;
}

/** `prepare` may put files where the window keeps its own, before it starts. */
async function withWindow<T>(
  lab: SshLab,
  body: (window: Window) => Promise<T>,
  prepare: (paths: { config: string; state: string }) => Promise<void> = async () => undefined,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-window-'));
  vi.stubEnv('OVERLANE_SSH_CONFIG', lab.configFile);
  vi.stubEnv('OVERLANE_LAB', lab.lab.name);
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const last: Partial<Events> = {};
  const progress: ApplyProgress[] = [];
  const emit = <E extends EventName>(name: E, payload: Events[E]): void => {
    last[name] = payload;
    if (name === 'apply.progress') progress.push(payload as ApplyProgress);
  };
  const paths = { config: join(folder, 'config'), state: join(folder, 'state') };
  const options = {
    emit,
    paths,
    helperBundle: '',
    clipboard: () => undefined,
    saveAs: async () => undefined,
    version: '0',
    electron: '0',
  };
  for (const path of Object.values(paths)) mkdirSync(path);
  await prepare(paths);
  const backend = await createBackend(options);
  try {
    return await body({ call: backend.handlers, last, progress, configFolder: paths.config });
  } finally {
    await backend.close();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

const online = async ({ call }: Window, id: string): Promise<boolean> =>
  value(await call['app.state'](undefined)).hosts.some((host) => host.id === id && host.status === 'online');

describe('the window', () => {
  test('adds hosts by alias, asks for a password, links them, keeps what may cut it off, and knows them next time', async () => {
    await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
      lab.configure('Host free-alpha\n  PubkeyAuthentication no');
      await withWindow(lab, async (window) => {
        const { call, last, progress } = window;
        expect(value(await call['ssh.choice'](undefined)).aliases).toContain('free-alpha');
        expect(value(await call['ssh.resolve']({ name: 'free-alpha' }))).toMatchObject({
          user: 'free',
          hostname: '192.168.64.3',
          port: 22,
        });
        expect((await call['host.add']({ name: '-oProxyCommand=x' })).ok).toBe(false);
        value(await call['host.add']({ name: 'free-alpha' }));
        value(await call['host.add']({ name: 'beta' }));
        await until('it is asked', () => last['prompt.changed'] !== undefined);
        expect(last['prompt.changed']).toMatchObject({ kind: 'password', host: 'ssh:free-alpha' });
        value(await call['prompt.answer']({ id: last['prompt.changed']!.id, answer: { answer: 'secret-of-free' } }));
        await until(
          'both are online',
          async () => (await online(window, 'ssh:free-alpha')) && online(window, 'ssh:beta'),
        );
        expect(last['prompt.changed']).toBeUndefined();
        const intent = value(await call['link.suggest']({ hosts: ['ssh:free-alpha', 'ssh:beta'], mode: 'routed' }));
        const { plan } = value(await call['plan.preview']({ intent }));
        const applied = call['plan.apply']({ planId: plan!.planId });
        await until('it asks to keep it', () => progress.at(-1)?.confirmBy !== undefined, 15_000);
        value(await call['plan.decide']({ planId: plan!.planId, decision: 'keep' }));
        const result = value(await applied);
        expect([result.end, result.problems, result.health?.healthy]).toEqual(['committed', [], true]);
        const hosts = readFileSync(join(window.configFolder, 'hosts.json'), 'utf8');
        expect(JSON.parse(hosts)).toEqual({ version: 1, ssh: ['free-alpha', 'beta'] });
        expect(await inHost(lab.host('alpha'), 'sh', '-c', 'ls /run/overlane')).toBe('');
        value(await call['host.remove']({ host: 'ssh:free-alpha' }));
        expect((await call['host.remove']({ host: 'local' })).ok).toBe(false);
        expect(value(await call['ssh.choice'](undefined)).added).toEqual(['beta']);
      });
    });
  }, 60_000);

  test('cancelling a prompt leaves the host unconnected with the reason, and F5 asks again', async () => {
    await withSshLab({}, async (lab) => {
      lab.configure('Host free-alpha\n  PubkeyAuthentication no');
      await withWindow(lab, async (window) => {
        const { call, last } = window;
        value(await call['host.add']({ name: 'free-alpha' }));
        await until('it is asked', () => last['prompt.changed'] !== undefined);
        const first = last['prompt.changed']!.id;
        value(await call['prompt.answer']({ id: first, answer: 'cancel' }));
        const host = async () =>
          value(await call['app.state'](undefined)).hosts.find(({ id }) => id === 'ssh:free-alpha');
        await until('it says why', async () => /did not answer/.test((await host())?.why ?? ''));
        expect((await host())?.status).toBe('connecting');
        const again = call['host.collect']({ host: 'ssh:free-alpha' });
        await until('it is asked again', () => (last['prompt.changed']?.id ?? first) > first);
        value(await call['prompt.answer']({ id: last['prompt.changed']!.id, answer: { answer: 'secret-of-free' } }));
        expect((await again).ok).toBe(true);
        expect((await host())?.writable).toBe(true);
      });
    });
  }, 60_000);

  test('is told at its start what a host took back while nobody looked', async () => {
    const bundle = await bundleForAnyone(new URL('../../lab/cut-off-story.ts', import.meta.url).pathname);
    try {
      await withSshLab({}, async (lab) => {
        const crash = async (paths: { config: string; state: string }): Promise<void> => {
          writeFileSync(join(paths.config, 'hosts.json'), JSON.stringify({ version: 1, ssh: ['free-alpha'] }));
          const program = runProgram(bundle.path, [lab.configFile, join(paths.state, 'journal.jsonl'), '1']);
          await program.said('waits');
          await program.kill();
          const mtu = () => inHost(lab.host('alpha'), 'cat', '/sys/class/net/eth0/mtu');
          await until('the host has taken it back', async () => (await mtu()) === '1500\n');
        };
        const look = async ({ call }: Window): Promise<void> => {
          const state = async () => value(await call['app.state'](undefined));
          await until('it is settled', async () => (await state()).settled.length > 0);
          expect(await state()).toMatchObject({ recoveries: [], settled: [{ entryId: 'story' }] });
        };
        await withWindow(lab, look, crash);
      });
    } finally {
      bundle.remove();
    }
  }, 60_000);

  test('a host that may only be read says the problem with it, and what was put right there counts with the next F5', async () => {
    await withSshLab({}, async (lab) => {
      await withWindow(lab, async (window) => {
        const { call } = window;
        value(await call['host.add']({ name: 'bound-alpha' }));
        await until('it is online', () => online(window, 'ssh:bound-alpha'));
        const host = async () =>
          value(await call['app.state'](undefined)).hosts.find(({ id }) => id === 'ssh:bound-alpha');
        expect(await host()).toMatchObject({ writable: false, problem: { code: 'sudo-tty', retry: false } });
        await inHost(lab.host('alpha'), 'sh', '-c', 'sed -i /requiretty/d /etc/sudoers.d/lab');
        value(await call['host.collect']({ host: 'ssh:bound-alpha' }));
        expect(await host()).toMatchObject({ status: 'online', writable: true });
        expect((await host())?.problem).toBeUndefined();
      });
    });
  }, 60_000);
});
