import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SshTarget } from '../../../app/contract/ssh-view.ts';
import { notices } from '../../../renderer/notices.svelte.ts';
import { router } from '../../../renderer/router.svelte.ts';
import { AddHost } from '../../../renderer/ssh/add-host.svelte.ts';
import { sshHosts } from '../../../renderer/ssh/ssh-hosts.svelte.ts';
import { FakeMain, later, refuse, value } from './fake-main.ts';

const target = (name: string): SshTarget => ({ name, user: 'me', hostname: `${name}.example`, port: 22 });
let main: FakeMain;

/** Past the pause that typing is waited for. */
const pause = () => vi.advanceTimersByTimeAsync(300);

async function opened(text = ''): Promise<AddHost> {
  const dialog = new AddHost();
  await dialog.show(text);
  return dialog;
}

beforeEach(() => {
  vi.useFakeTimers();
  main = new FakeMain();
  main.answers = {
    'ssh.choice': value({ aliases: ['web-1', 'web-2', 'db'], added: ['db'] }),
    'ssh.resolve': ({ name }: { name: string }) => ({ ok: true, value: target(name) }),
  };
  notices.list = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what a name stands for', () => {
  test('is asked once the typing pauses, for what is meant and not for what is typed', async () => {
    const dialog = await opened();
    dialog.type('w');
    dialog.type('we');
    expect(main.asked('ssh.resolve')).toEqual([]);
    await pause();
    expect(main.asked('ssh.resolve')).toEqual([{ name: 'web-1' }]);
    expect(dialog.target?.hostname).toBe('web-1.example');
  });

  test('an answer that comes after another name was chosen is dropped', async () => {
    const slow = later();
    main.answers['ssh.resolve'] = slow.answer;
    const dialog = await opened();
    dialog.type('web-1');
    await pause();
    dialog.point(dialog.at + 1);
    slow.give({ ok: true, value: target('web-1') });
    await vi.advanceTimersByTimeAsync(0);
    expect(dialog.target).toBeUndefined();
  });

  test('the arrows go round, and typing leaves the choice to what is usual', async () => {
    const dialog = await opened('web');
    dialog.point(dialog.at - 1);
    expect(dialog.name).toBe('web');
    dialog.point(dialog.at + 1);
    expect(dialog.name).toBe('web-1');
    dialog.point(1);
    dialog.type('web-');
    expect(dialog.name).toBe('web-1');
  });
});

describe('connecting', () => {
  test('adds what is meant and goes to the page where its connecting is shown', async () => {
    main.answers['host.add'] = value(target('web-2'));
    const dialog = await opened('web-2');
    await dialog.connect();
    expect(main.asked('host.add')).toEqual([{ name: 'web-2' }]);
    expect([dialog.open, router.place]).toEqual([false, { page: 'overview', host: 'ssh:web-2' }]);
    expect(sshHosts.fresh.has('ssh:web-2')).toBe(true);
  });

  test('is not possible for nothing, nor for a host that is here already', async () => {
    const dialog = await opened();
    await dialog.connect();
    expect(dialog.why).toMatch(/Choose an alias/);
    dialog.type('db');
    await dialog.connect();
    expect(dialog.error).toBe('db is a host here already.');
    expect(main.asked('host.add')).toEqual([]);
  });

  test('what is refused is said on the field and the dialog stays', async () => {
    main.answers['host.add'] = refuse('ssh-host-name', { name: 'root@' });
    main.answers['ssh.resolve'] = refuse('ssh-host-name', { name: 'root@' });
    const dialog = await opened('root@');
    await dialog.connect();
    expect([dialog.open, dialog.error]).toEqual([true, expect.stringContaining('"root@" is neither an alias')]);
    dialog.type('root@h');
    expect(dialog.error).toBeUndefined();
    await pause();
    expect(dialog.error).toContain('is neither an alias');
  });

  test('a host whose name could not be written down is there all the same, with the reason as a notice', async () => {
    main.answers['host.add'] = refuse('file-unwritable', { path: '/x', reason: 'full' });
    const dialog = await opened('web-1');
    await dialog.connect();
    expect(dialog.open).toBe(false);
    expect(notices.list).toMatchObject([{ problem: { code: 'file-unwritable' } }]);
  });

  test('pressed twice it adds once', async () => {
    const slow = later();
    main.answers['host.add'] = slow.answer;
    const dialog = await opened('web-1');
    const first = dialog.connect();
    await dialog.connect();
    slow.give({ ok: true, value: target('web-1') });
    await first;
    expect(main.asked('host.add')).toHaveLength(1);
  });
});
