import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Host } from '../../../app/contract/host.ts';
import { problemOf } from '../../../app/ssh/stderr.ts';
import { app } from '../../../renderer/app-state.svelte.ts';
import { notices } from '../../../renderer/notices.svelte.ts';
import { SshHosts } from '../../../renderer/ssh/ssh-hosts.svelte.ts';
import { FakeMain, later, refuse } from './fake-main.ts';

const site: Host = { id: 'ssh:site', name: 'site', kind: 'ssh', status: 'connecting', writable: false };
let main: FakeMain;

beforeEach(() => {
  main = new FakeMain();
  notices.list = [];
  app.hosts = [site];
});
afterEach(() => vi.unstubAllGlobals());

test('while a host is asked to connect, asking again does nothing', async () => {
  const slow = later();
  main.answers['host.collect'] = slow.answer;
  const hosts = new SshHosts();
  const first = hosts.collect('ssh:site');
  await hosts.collect('ssh:site');
  expect(hosts.busy.has('ssh:site')).toBe(true);
  slow.give({ ok: true, value: null });
  await first;
  expect([main.asked('host.collect').length, hosts.busy.size]).toEqual([1, 0]);
});

test('what fails is said once: on the host’s own page where it knows, else as a notice', async () => {
  main.answers['host.collect'] = refuse('ssh-unreachable');
  const hosts = new SshHosts();
  app.hosts = [{ ...site, problem: problemOf('ssh-unreachable', 'ssh:site', '', ['ssh']) }];
  await hosts.collect('ssh:site');
  expect(notices.list).toEqual([]);
  app.hosts = [site];
  await hosts.collect('ssh:site');
  expect(notices.list).toHaveLength(1);
});

test('removing asks no more, and a refusal is a notice', async () => {
  main.answers['host.remove'] = refuse('ssh-host-name', { name: 'site' });
  const hosts = new SshHosts();
  hosts.added('ssh:site');
  hosts.removing = 'ssh:site';
  await hosts.remove('ssh:site');
  expect([hosts.removing, hosts.fresh.size, notices.list.length]).toEqual([undefined, 0, 1]);
});
