/** The command line over ssh, as a user runs it. Without a terminal nobody can be asked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect } from 'vitest';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');

async function run(
  lab: SshLab,
  ...args: readonly string[]
): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm test builds it first`);
  const env = { OVERLANE_SSH_CONFIG: lab.configFile, XDG_STATE_HOME: lab.folder, XDG_RUNTIME_DIR: lab.folder };
  return execa(process.execPath, [bundle, ...args], { env, reject: false, stdin: 'ignore' });
}

describe('overlane with ssh:ALIAS', () => {
  test('links two hosts and takes them apart by name alone', async () => {
    await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
      const linked = await run(lab, 'link', 'ssh:free-alpha', 'ssh:beta', '--name', 'pair');
      expect(linked.stderr).toContain('ended');
      expect([linked.exitCode, linked.stdout.includes('ping free-alpha → beta')]).toEqual([0, true]);
      expect(await inHost(lab.host('beta'), 'ip', '-br', 'link')).toContain('vxlan42');
      expect((await run(lab, 'unlink', 'pair')).exitCode).toBe(0);
      expect(await inHost(lab.host('beta'), 'ip', '-br', 'link')).not.toContain('vxlan42');
    });
  }, 60_000);

  test('says once, and exactly, why a host cannot be reached', async () => {
    await withSshLab({ known: false }, async (lab) => {
      const { exitCode, stderr } = await run(lab, 'snapshot', 'ssh:alpha');
      expect(exitCode).not.toBe(0);
      expect(stderr.match(/nobody can be asked here/g)).toHaveLength(1);
    });
  });
});
