import { expect, test } from 'vitest';
import type { Host } from '../../../app/contract/host.ts';
import { firstTwo, unusableWhy, usable } from '../../../renderer/link/host-choice.ts';
import { FAKE_HOSTS } from './fake-hosts.ts';

const ssh: Host = { id: 'ssh:vm1', name: 'vm1', kind: 'ssh', status: 'online', writable: true };

test('lab hosts come first, in the order of the list', () => {
  expect(firstTwo([ssh, ...FAKE_HOSTS])).toEqual(['lab:alpha', 'lab:beta']);
});

test('what is read-only or gone is passed over', () => {
  const hosts = FAKE_HOSTS.map((host): Host => (host.id === 'lab:beta' ? { ...host, status: 'lost' } : host));
  expect(firstTwo(hosts)).toEqual(['lab:alpha', 'lab:gamma']);
  expect(hosts.filter((host) => !usable(host)).map(unusableWhy)).toEqual(['gone', 'read-only for now']);
});

test('one usable host is not enough', () => {
  expect(firstTwo([ssh])).toBeUndefined();
  expect(firstTwo([])).toBeUndefined();
});
