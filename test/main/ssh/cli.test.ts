/** The command line over ssh, as a user runs it. Without a terminal nobody can be asked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect } from 'vitest';
import { enterArgv } from '../../../main/lab/lab.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');

interface Said {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(lab: SshLab, first: string | readonly string[], ...args: readonly string[]): Promise<Said> {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm test builds it first`);
  const env = { OVERLANE_SSH_CONFIG: lab.configFile, XDG_STATE_HOME: lab.folder, XDG_RUNTIME_DIR: lab.folder };
  const [file = '', ...before] = typeof first === 'string' ? [process.execPath] : first;
  const words = typeof first === 'string' ? [first, ...args] : args;
  return execa(file, [...before, bundle, ...words], { env, reject: false, stdin: 'ignore' });
}

describe('overlane with ssh:ALIAS', () => {
  test('links two hosts and takes them apart by name alone', async () => {
    await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
      const linked = await run(lab, 'link', 'ssh:free-alpha', 'ssh:beta', '--name', 'pair');
      expect(linked.stderr).toContain('ended');
      expect(linked.stderr).toMatch(
        /^underlay free-alpha 192.168.64.3 ↔ beta 192.168.64.4: answers both ways, [\d.]+ ms, largest packet 1500 bytes$/m,
      );
      expect([linked.exitCode, linked.stdout.includes('ping free-alpha → beta')]).toEqual([0, true]);
      expect(await inHost(lab.host('beta'), 'ip', '-br', 'link')).toContain('vxlan42');
      expect((await run(lab, 'unlink', 'pair')).exitCode).toBe(0);
      expect(await inHost(lab.host('beta'), 'ip', '-br', 'link')).not.toContain('vxlan42');
    });
  }, 60_000);

  test('links this computer with a host over ssh, after asking both about the network between them', async () => {
    await withSshLab({}, async (lab) => {
      // "This computer" is the host that the connections come from: its namespaces, not the machine's own.
      lab.configure('Host near\n  HostName 192.168.64.3\n  User free\n  ProxyCommand none');
      const here = (...args: readonly string[]) => run(lab, enterArgv(lab.host('desk'), [process.execPath]), ...args);
      const planned = await here('--admin', 'link', 'local', 'ssh:near', '--dry-run', '--json');
      expect(planned.stderr).toBe('');
      expect(JSON.parse(planned.stdout)).toMatchObject({
        hosts: [{ host: 'local' }, { host: 'ssh:near' }],
        underlay: {
          pairs: [{ addresses: ['192.168.64.4', '192.168.64.3'], ways: [{ largest: 1500 }, { largest: 1500 }] }],
        },
      });
      const linked = await here('--admin', 'link', 'local', 'ssh:near');
      expect([linked.exitCode, linked.stdout], linked.stderr).toEqual([0, expect.stringMatching(/ping near → /)]);
      expect(await inHost(lab.host('desk'), 'ip', '-br', 'link')).toContain('vxlan42');
      expect((await here('--admin', 'unlink', 'local-near')).exitCode).toBe(0);
      await inHost(lab.host('alpha'), 'ip', 'link', 'set', 'dev', 'eth0', 'mtu', '1400');
      const narrow = await here('--admin', 'link', 'local', 'ssh:near', '--mtu', '1400', '--dry-run');
      expect(narrow.stderr).toContain('at most 1350 fits');
      expect(narrow.exitCode).toBe(2);
    });
  }, 60_000);

  test('a host that is read-only says how its own refusal is mended', async () => {
    await withSshLab({}, async (lab) => {
      const edit = await run(lab, 'bridge', 'add', 'ssh:bound-alpha', 'br9');
      expect(edit.exitCode).toBe(2);
      expect(edit.stderr).toContain('Defaults:USER !requiretty');
      expect(edit.stderr).not.toContain('Choose a lab host');
      const read = await run(lab, 'snapshot', 'ssh:bound-alpha');
      expect(read.exitCode).toBe(0);
      expect(read.stderr).toContain('requiretty');
    });
  });

  test('says once, and exactly, why a host cannot be reached', async () => {
    await withSshLab({ known: false }, async (lab) => {
      const { exitCode, stderr } = await run(lab, 'snapshot', 'ssh:alpha');
      expect(exitCode).not.toBe(0);
      expect(stderr.match(/nobody can be asked here/g)).toHaveLength(1);
    });
  });
});
