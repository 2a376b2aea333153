import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Host } from '../../../app/contract/host.ts';
import { hostMenu, sshCommand } from '../../../renderer/hosts/host-menu.ts';

beforeAll(() => void vi.stubGlobal('window', {}));
afterAll(() => void vi.unstubAllGlobals());
const host = (change: Partial<Host>): Host => ({
  id: 'ssh:site',
  name: 'site',
  kind: 'ssh',
  status: 'online',
  writable: true,
  ...change,
});
const labels = (change: Partial<Host>) => hostMenu(host(change), false).map(({ label }) => label);

test('only an SSH host can be removed, and one without a connection is reconnected', () => {
  expect(labels({})).toEqual(['Collect now', 'Copy “ssh site”', 'Remove site…']);
  expect(labels({ status: 'stale' })[0]).toBe('Reconnect now');
  expect(labels({ kind: 'lab', status: 'stale' })).toEqual(['Collect now']);
});

test('what cannot be asked now says why', () => {
  expect(hostMenu(host({}), true)[0]?.why).toMatch(/already/);
  expect(hostMenu(host({ kind: 'lab', status: 'lost' }), false)[0]?.why).toMatch(/gone/);
});

test('the command is the same login: a port goes before the name, an address in brackets is bare', () => {
  expect(sshCommand('ops@10.0.0.1:2222')).toBe('ssh -p 2222 ops@10.0.0.1');
  expect(sshCommand('root@[fe80::1]:22')).toBe('ssh -p 22 root@fe80::1');
  expect(sshCommand('site')).toBe('ssh site');
});
