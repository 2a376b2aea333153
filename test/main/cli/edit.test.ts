import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { labTest } from '../../lab/lab-for-test.ts';
import { withCli, type Cli } from './cli-for-test.ts';

async function snapshot(cli: Cli): Promise<Snapshot> {
  const { stdout, exitCode, stderr } = await cli.run('snapshot', 'lab:alpha', '--json');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Snapshot;
}

const words = (text: string) => text.split(' ');
const MAKE = [
  'bridge add lab:alpha br7 stp_state 0',
  'vxlan add lab:alpha vx7 id 7 local 192.168.64.3 dev eth0 dstport 4789 nolearning master br7',
  'endpoint add lab:alpha blue dev ep0 port p0 bridge br7 address 10.9.0.2/24 via 10.9.0.1',
  'address add lab:alpha 10.7.0.1/24 dev vx7',
  'route add lab:alpha 10.8.0.0/24 via 10.7.0.2 dev vx7 onlink',
] as const;

describe('the command line', () => {
  labTest(
    'makes an overlay in iproute2 words, lists it in the history, exports it, and undoes it step by step',
    () =>
      withCli(async (cli) => {
        await cli.run('lab', 'up', 'alpha');
        const before = await snapshot(cli);
        for (const line of MAKE) expect(await cli.run(...words(line)), line).toMatchObject({ exitCode: 0 });
        const script = (await cli.run('export', 'lab:alpha', '--commands')).stdout;
        expect(script).toContain('ip link add name vx7 address ');
        expect(script).toContain('ip route add 10.8.0.0/24 via 10.7.0.2 dev vx7 onlink');
        const history = JSON.parse((await cli.run('history', '--json')).stdout) as { id: string; stands: boolean }[];
        expect(history).toHaveLength(MAKE.length);
        const shown = await cli.run('show', history[0]?.id.slice(0, 8) ?? '');
        expect(shown.stdout).toContain('ip route add 10.8.0.0/24 via 10.7.0.2 dev vx7 onlink');
        for (const line of MAKE) expect(await cli.run('undo'), line).toMatchObject({ exitCode: 0 });
        expect(sameDurable(before, await snapshot(cli))).toEqual([]);
        expect(await cli.run('undo')).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining('no change to take back') as string,
        });
      }),
    60_000,
  );

  labTest('shows a plan without touching the host, and says what is wrong with exit code 2', () =>
    withCli(async (cli) => {
      await cli.run('lab', 'up', 'alpha');
      const dry = await cli.run(
        'vxlan',
        'add',
        'lab:alpha',
        'vx7',
        'id',
        '7',
        'dstport',
        '4789',
        '--dry-run',
        '--json',
      );
      expect(JSON.parse(dry.stdout)).toMatchObject({ title: 'Add VXLAN device vx7 on alpha' });
      const wrong = await cli.run('fdb', 'add', 'lab:alpha', '02:00:00:00:00:01', 'dev', 'vx7', 'dst', '192.168.64.4');
      expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is no vx7') as string });
      const word = await cli.run('vxlan', 'add', 'lab:alpha', 'vx7', 'colour', 'red');
      expect(word).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('"colour" is not understood') as string,
      });
      expect(cli.journal()).toBe('');
    }),
  );

  labTest(
    'imports many entries at once: what cannot be used is named, and stops nothing else unless it is asked to',
    () =>
      withCli(async (cli) => {
        const file = join(dirname(dirname(cli.journalPath)), 'import.csv');
        await cli.run('lab', 'up', 'alpha');
        await cli.run(...words('vxlan add lab:alpha vx7 id 7 local 192.168.64.3 dev eth0 dstport 4789'));
        const imports = (text: string, ...more: readonly string[]) => {
          writeFileSync(file, text);
          return cli.run('fdb', 'import', 'lab:alpha', file, '--dev', 'vx7', ...more);
        };
        const BAD =
          'mac,dst\n02:00:00:00:00:01,192.168.64.4\n02:00:00:00:00:02,nowhere\n\n# a note\n02:00:00:00:00:01,192.168.64.5\n';
        expect(await imports(BAD, '--strict')).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining('Line 3, dst') as string,
        });
        expect(cli.journal().match(/"armed"/g)).toHaveLength(1);
        const some = await imports(BAD);
        expect(some.stderr).toMatch(/Line 3, dst: .*\n(.*\n)*.*Line 6, Destination: 02:00:00:00:00:01 already leads/);
        expect(some).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('Done') as string });
        expect(
          await imports('mac,dst\n02:00:00:00:00:01,192.168.64.4\n02:00:00:00:00:02,192.168.64.5\n'),
        ).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('there already') as string });
        const csv = (await cli.run('export', 'lab:alpha', '--csv', 'fdb')).stdout;
        expect(csv).toContain('02:00:00:00:00:02,192.168.64.5');
      }),
  );

  labTest(
    'takes back what it exports, in every form, and keeps namespaces apart',
    () =>
      withCli(async (cli) => {
        const file = join(dirname(dirname(cli.journalPath)), 'paste.txt');
        const pastes = (text: string, ...more: readonly string[]) => {
          writeFileSync(file, text);
          return cli.run('paste', 'lab:alpha', file, ...more);
        };
        await cli.run('lab', 'up', 'alpha');
        const neigh = 'neigh replace 192.168.64.4 lladdr 02:00:00:00:00:99 dev eth0 nud permanent';
        const made = await pastes(
          `ip netns add pod0\nip link add vethp type veth peer name eth0 netns pod0\nip -n pod0 link set eth0 up\nip -n pod0 ${neigh}\nip netns exec pod0 bash\nip neigh add 192.168.64.5 lladdr 02:00:00:00:00:99 dev eth0\n`,
        );
        expect(made, made.stderr).toMatchObject({ exitCode: 0 });
        const before = await snapshot(cli);
        expect(
          before.tables.neighbour
            .filter(({ state }) => state === 'PERMANENT')
            .map(({ netns, dev }) => `${netns} ${dev}`),
        ).toEqual(['pod0 eth0', 'pod0 eth0']);
        expect(await pastes(`ip -n pod0 ${neigh}`, '--netns', 'red')).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining('namespace red was asked for') as string,
        });
        const json = (await cli.run('export', 'lab:alpha', '--json')).stdout;
        const csv = (await cli.run('export', 'lab:alpha', '--csv', 'neighbour')).stdout;
        for (const text of [json, csv])
          expect(await pastes(text)).toMatchObject({
            exitCode: 0,
            stderr: expect.stringContaining('there already') as string,
          });
        for (const text of [json, (await cli.run('export', 'lab:alpha', '--commands')).stdout]) {
          expect(await cli.run('netns', 'del', 'lab:alpha', 'pod0')).toMatchObject({ exitCode: 0 });
          const again = await pastes(text);
          expect(again, again.stderr).toMatchObject({ exitCode: 0 });
          expect(sameDurable(before, await snapshot(cli))).toEqual([]);
        }
        expect(await cli.run('export', 'lab:nobody', '--commands')).toMatchObject({ exitCode: 2, stdout: '' });
      }),
    60_000,
  );

  labTest(
    'Ctrl-C in the middle of ten thousand entries takes them back, and says so',
    () =>
      withCli(async (cli) => {
        const file = join(dirname(dirname(cli.journalPath)), 'import.csv');
        await cli.run('lab', 'up', 'alpha');
        await cli.run(...words('vxlan add lab:alpha vx7 id 7 local 192.168.64.3 dev eth0 dstport 4789'));
        const before = await snapshot(cli);
        const macs = Array.from({ length: 10_000 }, (_, index) =>
          index.toString(16).padStart(4, '0').replace(/^../, '$&:'),
        );
        writeFileSync(file, `mac,dst\n${macs.map((mac) => `02:00:00:00:${mac},192.168.64.4\n`).join('')}`);
        const running = cli.start('fdb', 'import', 'lab:alpha', file, '--dev', 'vx7');
        running.stderr?.on('data', (told: Buffer) => told.includes('applying') && running.kill('SIGINT'));
        const { exitCode, stderr } = await running;
        expect({ exitCode, stderr }).toEqual({
          exitCode: 1,
          stderr: expect.stringMatching(/cancelled after \d+ of 10000 steps/) as string,
        });
        expect(cli.journal()).toContain('"end":"rolled-back"');
        expect(sameDurable(before, await snapshot(cli))).toEqual([]);
      }),
    60_000,
  );
});
