import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { memberAdded, memberRemoved } from '../../../main/cli/overlay-file.ts';
import { labTest } from '../../lab/lab-for-test.ts';
import { withCli, type Cli } from './cli-for-test.ts';

const TEXT = `# the lab's overlay
name: mesh
mode: flannel
vni: 77
prefixes: [10.120.0.0/16]
members:
  - host: lab:alpha # the first
  - host: lab:beta
`;

async function snapshot(cli: Cli, host: string): Promise<Snapshot> {
  const { stdout, exitCode, stderr } = await cli.run('snapshot', host, '--json');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Snapshot;
}

const fileOf = (cli: Cli, text = TEXT): string => {
  const path = join(dirname(dirname(dirname(cli.journalPath))), 'overlay.yaml');
  writeFileSync(path, text);
  return path;
};

const containing = (text: string): string => expect.stringContaining(text) as string;

describe('overlane overlay', () => {
  labTest(
    'plans, applies, tells drift, joins, leaves and destroys by the file, and applying twice changes nothing',
    () =>
      withCli(async (cli) => {
        await cli.run('lab', 'up');
        const path = fileOf(cli);
        const before = await snapshot(cli, 'lab:alpha');
        expect(await cli.run('overlay', 'plan', path)).toMatchObject({
          exitCode: 0,
          stdout: containing('bridge fdb replace'),
        });
        expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
        expect((await cli.run('overlay', 'status', path)).exitCode).toBe(1);
        for (const look of ['plan', 'apply'])
          expect(await cli.run('overlay', look, path, '--check')).toMatchObject({
            exitCode: 1,
            stdout: containing('bridge fdb replace'),
          });
        expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);

        const applied = await cli.run('overlay', 'apply', path);
        expect(applied, applied.stderr).toMatchObject({ exitCode: 0, stdout: containing('Done') });
        const status = await cli.run('overlay', 'status', path, '--ping');
        expect(status, status.stdout).toMatchObject({ exitCode: 0, stdout: containing('lab:beta: as declared') });
        expect(status.stdout).toMatch(/ping alpha → beta .* largest packet 1450/);
        expect(await cli.run('overlay', 'apply', path)).toMatchObject({
          exitCode: 0,
          stderr: containing('already as asked'),
        });
        expect((await cli.run('overlay', 'plan', path, '--check')).exitCode).toBe(0);
        const kept = await cli.run('persist', 'lab:alpha', '--overlay', 'mesh', '--format', 'networkd', '--check');
        expect(kept).toMatchObject({ exitCode: 1, stdout: containing('overlane-mesh') });

        await cli.run('lab', 'exec', 'alpha', '--', 'ip', 'link', 'set', 'dev', 'vxlan77', 'mtu', '1400');
        expect(await cli.run('overlay', 'status', path)).toMatchObject({
          exitCode: 1,
          stdout: containing('different'),
        });
        expect((await cli.run('overlay', 'apply', path)).exitCode).toBe(0);

        const joined = await cli.run('overlay', 'join', path, 'lab:gamma');
        expect(joined.exitCode, joined.stderr).toBe(0);
        expect(readFileSync(path, 'utf8')).toBe(
          `${TEXT.replace('[10.120.0.0/16]', '[ 10.120.0.0/16 ]')}  - host: lab:gamma\n`,
        );
        expect((await cli.run('overlay', 'status', path, '--ping')).exitCode).toBe(0);
        expect(await cli.run('overlay', 'list')).toMatchObject({ stdout: containing('lab:alpha lab:beta lab:gamma') });

        expect((await cli.run('overlay', 'leave', path, 'lab:beta')).exitCode).toBe(0);
        expect(readFileSync(path, 'utf8')).not.toContain('beta');
        const exported = await cli.run('overlay', 'export', 'mesh');
        expect(exported.exitCode).toBe(0);
        expect(await cli.run('overlay', 'plan', fileOf(cli, exported.stdout))).toMatchObject({
          exitCode: 0,
          stderr: containing('already as asked'),
        });

        const destroyed = await cli.run('overlay', 'destroy', path);
        expect(destroyed.exitCode, destroyed.stderr).toBe(0);
        expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
        // Of a file that is not declared, looking at what would go writes nothing down.
        const written = cli.journal();
        await cli.run('overlay', 'destroy', path, '--dry-run');
        expect(cli.journal()).toBe(written);
      }),
    120_000,
  );

  labTest('says the line of what is wrong in the file, and leaves it and the hosts alone', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      const path = fileOf(cli, TEXT.replace('vni: 77', 'vni: many\nmadeup: 1'));
      const ran = await cli.run('overlay', 'apply', path);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toMatch(/Line 4/);
      expect(ran.stderr).toMatch(/Line 5/);
      expect(await cli.run('overlay', 'plan', '/nowhere/overlay.yaml')).toMatchObject({
        exitCode: 2,
        stderr: containing('/nowhere/overlay.yaml'),
      });
    }),
  );

  labTest('finds what was made by hand and states it without touching a host', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      const linked = await cli.run('link', 'lab:alpha', 'lab:beta');
      expect(linked.exitCode, linked.stderr).toBe(0);
      const before = await snapshot(cli, 'lab:alpha');
      expect(JSON.parse((await cli.run('overlay', 'adopt', '--json')).stdout)).toEqual([]);
      expect((await cli.run('unlink', 'alpha-beta', '--forget')).exitCode).toBe(0);
      const found = JSON.parse((await cli.run('overlay', 'adopt', '--json')).stdout) as { id: string }[];
      expect(found).toHaveLength(1);
      const adopted = await cli.run('overlay', 'adopt', found[0]?.id ?? '');
      expect(adopted.exitCode, adopted.stderr).toBe(0);
      expect((await cli.run('overlay', 'status', fileOf(cli, adopted.stdout), '--ping')).exitCode).toBe(0);
      expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
    }),
  );
});

describe('a linked pair', () => {
  // Twenty commands, each a process that reads all hosts.
  labTest(
    'is an overlay by its name: listed, repaired, grown by a third host, and taken apart whole',
    { timeout: 240_000 },
    () =>
      withCli(async (cli) => {
        await cli.run('lab', 'up');
        const before = [await snapshot(cli, 'lab:alpha'), await snapshot(cli, 'lab:gamma')] as const;
        const linked = await cli.run('link', 'lab:alpha', 'lab:beta', '--mode', 'flannel');
        expect(linked.exitCode, linked.stderr).toBe(0);
        const list = JSON.parse((await cli.run('overlay', 'list', '--json')).stdout) as { spec: { name: string } }[];
        expect(list).toMatchObject([{ spec: { name: 'alpha-beta', mode: 'flannel' }, keepTrue: false }]);
        expect((await cli.run('overlay', 'status', 'alpha-beta', '--ping')).exitCode).toBe(0);

        await cli.run('lab', 'exec', 'alpha', '--', 'ip', 'link', 'del', 'dev', 'vxlan42');
        expect((await cli.run('overlay', 'status', 'alpha-beta')).exitCode).toBe(1);
        const repaired = await cli.run('overlay', 'repair', 'alpha-beta');
        expect(repaired.exitCode, repaired.stderr).toBe(0);
        expect((await cli.run('overlay', 'status', 'alpha-beta')).exitCode).toBe(0);

        const joined = await cli.run('overlay', 'join', 'alpha-beta', 'lab:gamma');
        expect(joined.exitCode, joined.stderr).toBe(0);
        const status = await cli.run('overlay', 'status', 'alpha-beta', '--ping');
        expect(status.exitCode, status.stdout).toBe(0);
        expect(status.stdout).toContain('ping gamma → beta');

        const apart = await cli.run('unlink', 'alpha-beta');
        expect(apart.exitCode, apart.stderr).toBe(0);
        expect(sameDurable(before[0], await snapshot(cli, 'lab:alpha'))).toEqual([]);
        expect(sameDurable(before[1], await snapshot(cli, 'lab:gamma'))).toEqual([]);
        expect(JSON.parse((await cli.run('overlay', 'list', '--json')).stdout)).toEqual([]);
        const undone = await cli.run('undo');
        expect(undone.exitCode, undone.stderr).toBe(0);
        expect((await cli.run('overlay', 'status', 'alpha-beta', '--ping')).exitCode).toBe(0);
      }),
  );
});

describe('the file of an overlay', () => {
  // A dozen commands, each a process that reads all hosts.
  labTest('goes back and forth with undo and redo, but never over what was edited by hand', { timeout: 240_000 }, () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      const path = fileOf(cli);
      const text = (): string => readFileSync(path, 'utf8');
      const done = async (...argv: string[]): Promise<string> => {
        const { exitCode, stderr } = await cli.run(...argv);
        expect(exitCode, `${argv.join(' ')}: ${stderr}`).toBe(0);
        return stderr;
      };
      await done('overlay', 'apply', path);
      await done('overlay', 'join', path, 'lab:gamma');
      const joined = text();
      expect(joined).toContain('lab:gamma');
      await done('undo');
      expect(text()).toBe(TEXT);
      await done('redo');
      expect(text()).toBe(joined);
      await done('overlay', 'leave', path, 'lab:beta');
      await done('undo');
      expect(text()).toBe(joined);

      const edited = `${joined}# mine\n`;
      writeFileSync(path, edited);
      expect(await done('undo')).toContain('is no longer as the change left it');
      expect(text()).toBe(edited);
      // Declared with beta only, and in the file with gamma: joining again is what brings the file in line.
      writeFileSync(path, joined);
      expect(await done('redo')).not.toContain('is no longer');
      writeFileSync(path, TEXT);
      await done('overlay', 'join', path, 'lab:gamma');
      expect(text()).toBe(joined);
      await done('undo');
      expect(text()).toBe(TEXT);
    }),
  );
});

describe('the members in a file', () => {
  test('are added and removed with everything else left as it was written', () => {
    const added = memberAdded(TEXT, 'lab:gamma');
    expect(added.ok && added.value).toContain('# the first');
    const removed = memberRemoved(added.ok ? added.value : '', 'lab:beta');
    expect(removed.ok && removed.value).toMatch(/alpha # the first\n {2}- host: lab:gamma\n$/);
  });

  test('are not added twice, and the last one stays', () => {
    expect(memberAdded(TEXT, 'lab:beta')).toMatchObject({ ok: false, problem: { code: 'bad-input' } });
    const one = memberRemoved(TEXT, 'lab:beta');
    expect(memberRemoved(one.ok ? one.value : '', 'lab:alpha')).toMatchObject({ ok: false });
    expect(memberRemoved(TEXT, 'lab:nobody')).toMatchObject({ ok: false });
  });
});
