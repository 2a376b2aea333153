import { execa } from 'execa';
import { expect } from 'vitest';
import { LOOK, parseFacts, type PersistFacts } from '../../../app/noun/system/daemons.ts';
import { labTest } from '../../lab/lab-for-test.ts';

/** What the look says where these folders are the only ones of their kind, in a mount namespace that ends with it. */
async function lookWith(...folders: string[]): Promise<PersistFacts> {
  const bare = ['/run', '/etc', '/usr/share', '/usr/libexec'].map((at) => `mount -t tmpfs none ${at}`);
  const made = folders.map((folder) => `mkdir -p ${folder}`);
  const script = [...bare, ...made, 'exec sh -c "$1"'].join(' && ');
  const { stdout } = await execa('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', LOOK]);
  return parseFacts(stdout);
}

labTest('one look tells OpenRC, and which of those reads the interfaces file, from what they install', async () => {
  expect(await lookWith()).toMatchObject({ systemd: false });
  expect(Object.keys(await lookWith())).not.toContain('openrc');
  expect(await lookWith('/run/openrc', '/etc/runlevels/default/local')).toMatchObject({ openrc: true });
  expect(Object.keys(await lookWith('/run/openrc'))).not.toContain('openrc');
  expect(await lookWith('/usr/share/ifupdown2')).toMatchObject({ ifupdownKind: 'ifupdown2' });
  expect(await lookWith('/usr/libexec/ifupdown-ng')).toMatchObject({ ifupdownKind: 'ifupdown-ng' });
});
