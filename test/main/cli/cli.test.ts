import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { labTest } from '../../lab/lab-for-test.ts';
import { until } from '../../lab/until.ts';
import { withCli, type Cli } from './cli-for-test.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

async function snapshot(cli: Cli, host: string): Promise<Snapshot> {
  const { stdout, exitCode, stderr } = await cli.run('snapshot', host, '--json');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Snapshot;
}

describe('overlane lab', () => {
  labTest('goes up, says so, runs commands in its hosts, and goes down', () =>
    withCli(async (cli) => {
      expect(await cli.run('lab', 'status')).toMatchObject({ exitCode: 1 });
      expect(await cli.run('lab', 'up')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('lab:gamma') as string,
      });
      expect(await cli.run('lab', 'up')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('already running') as string,
      });
      expect(await cli.run('lab', 'status')).toMatchObject({ exitCode: 0 });
      expect(await cli.run('lab', 'exec', 'beta', '--', 'hostname')).toMatchObject({ exitCode: 0, stdout: 'beta' });
      expect(await cli.run('lab', 'exec', 'lab:beta', '--', 'sh', '-c', 'exit 7')).toMatchObject({ exitCode: 7 });
      expect(await cli.run('lab', 'exec', 'delta', '--', 'true')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('alpha, beta, gamma') as string,
      });
      expect(await cli.run('lab', 'down')).toMatchObject({ exitCode: 0 });
      expect(await cli.run('lab', 'status', '--json')).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('"running": false') as string,
      });
    }),
  );
});

describe('overlane link and unlink', () => {
  labTest('join two hosts, show the overlay in the snapshot, and leave no trace', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      const before = await snapshot(cli, 'lab:alpha');
      const dry = await cli.run('link', 'lab:alpha', 'lab:beta', '--mode', 'routed', '--vni', '77', '--dry-run');
      expect(dry).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(
          /type vxlan id 77 local 192\.168\.64\.3 dev eth0 [^]*fdb append 00:00:00:00:00:00 dev vxlan77 dst 192\.168\.64\.4 self/,
        ) as string,
      });
      expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);

      const linked = await cli.run('link', 'lab:alpha', 'lab:beta', '--mode', 'routed', '--vni', '77', '--json');
      expect(linked.exitCode, linked.stderr).toBe(0);
      expect(JSON.parse(linked.stdout)).toMatchObject({ result: { end: 'committed', health: { healthy: true } } });
      const { link, fdb } = (await snapshot(cli, 'lab:alpha')).tables;
      expect(link.find(({ name }) => name === 'vxlan77')?.vxlan).toMatchObject({ vni: 77, local: '192.168.64.3' });
      expect(fdb.filter(({ dev, mac }) => dev === 'vxlan77' && mac === FLOOD_MAC)).toMatchObject([
        { dst: '192.168.64.4' },
      ]);

      expect(await cli.run('unlink', 'alpha-beta')).toMatchObject({ exitCode: 0 });
      expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
      expect(await cli.run('unlink', 'alpha-beta')).toMatchObject({ exitCode: 2 });
    }),
  );

  labTest('say what is wrong with the words, and change nothing', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      const before = await snapshot(cli, 'lab:alpha');
      const refused: readonly (readonly [string[], RegExp])[] = [
        [['lab:alpha', 'lab:beta', '--vni', '16777216'], /vni: must be 1 to 16777215/i],
        [['lab:alpha', 'lab:beta', '--vni', '0'], /vni: must be 1 to 16777215/i],
        [['lab:alpha', 'lab:beta', '--vni', 'many'], /whole number/],
        [['lab:alpha', 'lab:beta', '--mtu', '1500'], /at most 1450/],
        [['lab:alpha', 'lab:beta', '--port', '70000'], /must be 1 to 65535/],
        [['lab:alpha', 'lab:beta', '--mode', 'magic'], /bridged, routed/],
        [['lab:alpha', 'lab:beta', '--name', '../x'], /name/],
        [['lab:alpha', 'lab:alpha'], /cannot be linked with itself/],
        [['lab:alpha', 'lab:nowhere'], /no host named lab:nowhere/],
        [['lab:alpha', 'local'], /only be looked at/],
        [['lab:alpha', 'https://example'], /must be local, lab:NAME or ssh:ALIAS/],
        [['lab:alpha'], /missing required argument/],
      ];
      for (const [args, message] of refused) {
        const ran = await cli.run('link', ...args);
        expect(ran, args.join(' ')).toMatchObject({ exitCode: 2 });
        expect(ran.stderr).toMatch(message);
      }
      expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
      expect(cli.journal()).toBe('');
    }),
  );

  labTest('without a lab say that there is none', () =>
    withCli(async (cli) => {
      expect(await cli.run('link', 'lab:alpha', 'lab:beta')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('overlane lab up') as string,
      });
    }),
  );
});

describe('a crash in the middle', () => {
  for (const steps of [1, 6, 12]) {
    labTest(`after ${steps} steps: is offered at the next start, and rolled back to what was before`, () =>
      withCli(async (cli) => {
        await cli.run('lab', 'up');
        const before = [await snapshot(cli, 'lab:alpha'), await snapshot(cli, 'lab:beta')] as const;
        await killAfter(cli, steps);
        const listed = JSON.parse((await cli.run('recover', '--json')).stdout) as { entryId: string; title: string }[];
        expect(listed).toMatchObject([{ title: 'Link alpha and beta' }]);
        const ran = await cli.run('recover', listed[0]?.entryId ?? '', '--roll-back');
        expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
        expect(sameDurable(before[0], await snapshot(cli, 'lab:alpha'))).toEqual([]);
        expect(sameDurable(before[1], await snapshot(cli, 'lab:beta'))).toEqual([]);
        expect(await cli.run('recover')).toMatchObject({ stdout: 'Nothing was left unfinished.' });
      }),
    );
  }
});

/** Kills `overlane link` with signal 9 as soon as its journal tells of that many steps on a host. */
async function killAfter(cli: Cli, steps: number): Promise<void> {
  const running = cli.start('link', 'lab:alpha', 'lab:beta', '--mode', 'routed');
  await until(`${steps} steps in the journal`, () =>
    cli
      .journal()
      .split('\n')
      .some((line) => line.includes('"progress"') && Number(/"done":(\d+)/.exec(line)?.[1]) >= steps),
  );
  running.kill('SIGKILL');
  const { signal } = await running;
  expect(signal, 'it was over before it could be killed').toBe('SIGKILL');
}

describe('the journal', () => {
  labTest('with a torn last line is read up to it, and written on', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      mkdirSync(dirname(cli.journalPath), { recursive: true });
      writeFileSync(cli.journalPath, '');
      appendFileSync(cli.journalPath, '{"kind":"armed","id":"x","at":17');
      const linked = await cli.run('link', 'lab:alpha', 'lab:beta');
      expect(linked.exitCode, linked.stderr).toBe(0);
      expect(linked.stderr).toContain('Line 1 of the journal is not complete');
      expect(await cli.run('unlink', 'alpha-beta')).toMatchObject({ exitCode: 0 });
    }),
  );

  labTest('that cannot be written stops a change before it begins', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up');
      mkdirSync(cli.journalPath, { recursive: true });
      const before = await snapshot(cli, 'lab:alpha');
      const linked = await cli.run('link', 'lab:alpha', 'lab:beta');
      expect(linked).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('journal') as string });
      expect(sameDurable(before, await snapshot(cli, 'lab:alpha'))).toEqual([]);
    }),
  );
});

describe('overlane NOUN list', () => {
  test('shows a table of several hosts as text, JSON, YAML and CSV', async () => {
    await withCli(async (cli) => {
      await cli.run('lab', 'up', 'alpha', 'beta');
      const text = await cli.run('address', 'list', 'lab:*', '--filter', '192.168.64.');
      expect(text.stdout.split('\n').map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
        'host dev address',
        'lab:alpha eth0 192.168.64.3/24',
        'lab:beta eth0 192.168.64.4/24',
      ]);
      const json = await cli.run('link', 'list', 'lab:alpha', 'lab:beta', '-o', 'json');
      const rows = JSON.parse(json.stdout) as { host: string; name: string }[];
      expect(rows.filter(({ name }) => name === 'eth0').map(({ host }) => host)).toEqual(['lab:alpha', 'lab:beta']);
      expect((await cli.run('link', 'list', 'lab:alpha', '-o', 'yaml')).stdout).toContain('- host: lab:alpha');
      expect((await cli.run('link', 'list', 'lab:alpha', '-o', 'csv')).stdout).toMatch(/^host,netns,name,/);
      expect(await cli.run('fdb', 'list', 'alpha')).toMatchObject({ exitCode: 2 });
      expect(await cli.run('fdb', 'list', 'lab:nobody')).toMatchObject({ exitCode: 2 });
    });
  });
});

describe('what is printed', () => {
  const folder = join(fixtures, 'iproute2-6.1.0');

  test('nobody reads on (| head): it ends quietly', async () => {
    await withCli(async (cli) => {
      const running = cli.start('snapshot', '--recorded', folder, '--json');
      running.stdout?.destroy();
      const { exitCode, stderr } = await running;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    });
  });

  test('a name chosen to move the cursor is shown, not obeyed', async () => {
    await withCli(async (cli) => {
      const { stdout, stderr } = await cli.run('snapshot', '--recorded', '/nowhere\u001b]0;title\u0007');
      expect(stdout).toBe('');
      expect(stderr).toContain('/nowhere\\x1b]0;title\\x07');
    });
  });
});

describe('overlane snapshot --recorded', () => {
  test.each(['5.15.0', '6.1.0', '6.8.0', '6.17.0'])('reads what iproute2 %s printed', async (version) => {
    await withCli(async (cli) => {
      const ran = await cli.run('snapshot', '--recorded', join(fixtures, `iproute2-${version}`), '--json');
      expect(ran.exitCode, ran.stderr).toBe(0);
      const { iproute, tables } = JSON.parse(ran.stdout) as Snapshot;
      expect(iproute).toBe(`iproute2-${version}`);
      expect(tables.link.find(({ name }) => name === 'vxopts')?.vxlan).toMatchObject({
        vni: 43,
        dstport: 8473,
        gbp: true,
        proxy: true,
      });
      expect(tables.netns.map(({ name }) => name)).toEqual(['blue', 'red']);
    });
  });

  test('refuses a folder that is not there, a file, and no folder at all', async () => {
    await withCli(async (cli) => {
      expect(await cli.run('snapshot', '--recorded', '/nowhere')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('/nowhere cannot be read') as string,
      });
      expect(await cli.run('snapshot', '--recorded', '/etc/hostname')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('not a folder') as string,
      });
      expect(await cli.run('snapshot')).toMatchObject({ exitCode: 2 });
    });
  });
});

describe('overlane demo', () => {
  labTest('links both ways, takes both apart, and leaves no lab', () =>
    withCli(async (cli) => {
      const ran = await cli.run('demo');
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stdout.match(/ping alpha → beta .* ms, largest packet 1450 bytes/g)).toHaveLength(2);
      expect(cli.journal()).toBe('');
    }),
  );
});
