import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { labTest } from '../../lab/lab-for-test.ts';
import { withCli } from '../cli/cli-for-test.ts';

labTest('overlane persist keeps an overlay, tells what else would be needed, and unpersist removes it', () =>
  withCli(async (cli) => {
    await cli.run('lab', 'up', 'alpha', 'beta');
    await cli.run('link', 'lab:alpha', 'lab:beta', '--mode', 'routed');
    const persist = (...more: string[]) => cli.run('persist', 'lab:alpha', '--overlay', 'alpha-beta', ...more);
    const dry = await persist('--format', 'networkd', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(dry.stdout).toMatch(/^Keep alpha-beta on alpha across reboots, by systemd-networkd$/m);
    expect(dry.stdout).toMatch(
      /^--- \/dev\/null\n\+\+\+ \/etc\/systemd\/network\/10-overlane-alpha-beta\.\S+\.netdev$/m,
    );
    expect(dry.stderr).toContain('systemd-networkd knows no network namespaces');
    expect((await cli.run('lab', 'exec', 'alpha', '--', 'ls', '-A', '/etc/systemd/network')).stdout).toBe('');
    // In a lab host nothing runs that sets up networks; ifupdown may be installed there, as it may be here.
    expect((await persist('--dry-run')).stderr).toMatch(
      /^(Nothing that sets up networks|The host has \/etc\/network\/interfaces)/,
    );
    const made = await persist('--format', 'script');
    expect(made).toMatchObject({ exitCode: 0 });
    expect((await cli.run('lab', 'exec', 'alpha', '--', 'ls', '/etc/overlane')).stdout).toBe('overlane-alpha-beta.sh');
    expect(await cli.run('persist', 'lab:alpha', '--overlay', 'nothing')).toMatchObject({ exitCode: 2 });
    expect(await cli.run('unpersist', 'lab:alpha')).toMatchObject({ exitCode: 0 });
    expect((await cli.run('lab', 'exec', 'alpha', '--', 'sh', '-c', 'ls /etc/overlane; ls /etc/sysctl.d')).stdout).toBe(
      '',
    );
  }),
);

labTest('overlane export --as writes the same files into a folder, and never over one that is there', () =>
  withCli(async (cli) => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-export-'));
    try {
      await cli.run('lab', 'up', 'alpha');
      await cli.run('bridge', 'add', 'lab:alpha', 'br7');
      const keyfile = join(folder, 'etc/NetworkManager/system-connections/overlane-host.br7.nmconnection');
      const exported = await cli.run('export', 'lab:alpha', '--as', 'network-manager', '--to', folder);
      expect(exported).toMatchObject({ exitCode: 0, stdout: keyfile });
      expect(statSync(keyfile).mode & 0o777).toBe(0o600);
      expect(readFileSync(keyfile, 'utf8')).toContain('interface-name=br7');
      expect(await cli.run('export', 'lab:alpha', '--as', 'network-manager', '--to', folder)).toMatchObject({
        exitCode: 2,
      });
      expect(await cli.run('export', 'lab:alpha', '--as', 'commands', '--to', folder)).toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(folder, 'host.sh'), 'utf8')).toMatch(
        /^#!\/bin\/sh -e\nip link add name br7 .*\nip link set dev br7 up\n$/,
      );
      expect(await cli.run('export', 'lab:alpha', '--as', 'script')).toMatchObject({ exitCode: 2 });
      expect(readdirSync(folder).sort()).toEqual(['etc', 'host.sh']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }),
);
