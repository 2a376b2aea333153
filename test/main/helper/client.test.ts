import { describe, expect } from 'vitest';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import type { Dirty } from '../../../app/noun/monitor.ts';
import { LIMITS } from '../../../app/contract/helper.ts';
import { askOf, queryOf } from '../../../app/contract/ask.ts';
import { fdbGetQuery, queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import type { Step } from '../../../app/noun/step.ts';
import { connectHelper, type HelperClient } from '../../../main/helper/client.ts';
import { until } from '../../lab/until.ts';
import { apartTest as test, withHelper, type Talk } from './helper-for-test.ts';

async function withClient<T>(body: (client: HelperClient, talk: Talk) => Promise<T>): Promise<T> {
  return withHelper(
    async (talk) => {
      const { stdin, stdout } = talk.child;
      const ended = talk.gone.then((code) => `exit code ${code}`);
      return body(connectHelper({ stdin, stdout, ended, version: 'test', onHello: () => undefined }), talk);
    },
    { hello: false },
  );
}

const entry = (at: number): Step => ({
  do: 'fdb-add',
  netns: '',
  dev: 'vx',
  mac: `02:00:00:${[16, 8, 0].map((bits) => ((at >> bits) & 255).toString(16).padStart(2, '0')).join(':')}`,
  dst: '192.0.2.1',
  owner: 'self',
  state: 'static',
});

/** A process each, and nothing for the kernel to clear away afterwards. */
const forwarding = (at: number): Step => ({
  do: 'sysctl-set',
  netns: '',
  name: 'net.ipv4.ip_forward',
  value: at % 2 === 0 ? '0' : '1',
});

const VX: Step = { do: 'link-add-vxlan', netns: '', name: 'vx', vxlan: { vni: 7, dstport: 4789 } };

describe('a question', () => {
  test('asks for exactly the command of its query, for every table, part and namespace', () => {
    const queries = ['', 'red'].flatMap((netns) => TABLE_NAMES.flatMap((table) => queriesOf(table, netns)));
    for (const query of [...queries, versionQuery(), fdbGetQuery('red', 'vx', '02:00:00:00:00:01')])
      expect(queryOf(askOf(query))).toEqual(query);
  });
});

describe("main's end", () => {
  test('reads, writes and probes as any transport does', async () => {
    await withClient(async (client) => {
      const steps: Step[] = [
        { do: 'netns-add', name: 'red' },
        { ...VX, netns: 'red' },
      ];
      const told: number[] = [];
      const written = await client.write(steps, { onStep: (index) => told.push(index) });
      expect(written.map(({ argv, exitCode }) => [argv.slice(0, 3).join(' '), exitCode])).toEqual([
        ['ip netns add', 0],
        ['ip -n red', 0],
      ]);
      expect(told).toEqual([0, 1]);
      const queries = [versionQuery(), ...queriesOf('link', 'red')];
      const read = await client.read(queries);
      expect(read.map(({ argv }) => argv)).toEqual(queries.map(({ argv }) => argv));
      expect(read[1]?.stdout).toContain('"vx"');
      const probe = await client.probe({ kind: 'ping', netns: '', target: '127.0.0.1', count: 1, waitS: 1 });
      expect(probe).toMatchObject({ exitCode: 0, argv: expect.arrayContaining(['ping']) as string[] });
    });
  });

  test('tells a failing step as it is, and nothing after it', async () => {
    await withClient(async (client) => {
      const written = await client.write([VX, VX, entry(1)]);
      expect(written).toHaveLength(2);
      expect(written[1]).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('File exists') as string });
    });
  });

  test('tells what the helper refuses as a step that was not started', async () => {
    await withClient(async (client) => {
      const [outcome, more] = await client.write([{ ...VX, netns: 'nowhere' }]);
      expect(outcome).toMatchObject({ failure: 'not-started', stderr: 'step 1: there is no namespace "nowhere"' });
      expect(more).toBeUndefined();
    });
  });

  test('sends a plan that is longer than a request, in order', async () => {
    await withClient(async (client, talk) => {
      const count = LIMITS.steps + 500;
      const written = await client.write([VX, ...Array.from({ length: count }, (_, at) => entry(at))]);
      expect(written).toHaveLength(count + 1);
      expect(written.every(({ exitCode }) => exitCode === 0)).toBe(true);
      const rows = talk.look('bridge', 'fdb', 'show', 'dev', 'vx').trim().split('\n');
      expect(rows.filter((row) => row.includes('192.0.2.1'))).toHaveLength(count);
    });
  });

  test('cancels a plan: the last outcome says so', async () => {
    await withClient(async (client) => {
      const stop = new AbortController();
      const steps = Array.from({ length: 500 }, (_, at) => forwarding(at));
      const written = await client.write(steps, {
        signal: stop.signal,
        onStep: (index) => index === 5 && stop.abort(),
      });
      expect(written.length).toBeLessThan(500);
      expect(written.at(-1)).toMatchObject({ failure: 'cancelled' });
    });
  });

  test('says that the helper is gone when it dies in the middle, and from then on', async () => {
    await withClient(async (client, talk) => {
      const steps = Array.from({ length: 500 }, (_, at) => forwarding(at));
      const told: CommandOutcome[] = [];
      const writing = client.write(steps, { onStep: (_, outcome) => told.push(outcome) });
      await until('some steps', () => told.length > 3);
      talk.child.kill('SIGKILL');
      const written = await writing;
      expect(written.at(-1)).toMatchObject({ failure: 'helper-gone' });
      expect(written.slice(0, -1).every(({ exitCode }) => exitCode === 0)).toBe(true);
      expect(await client.read([versionQuery()])).toMatchObject([{ failure: 'helper-gone' }]);
    });
  });

  test('hears of changes in a named namespace until it stops listening', async () => {
    await withClient(async (client) => {
      await client.write([{ do: 'netns-add', name: 'red' }]);
      const rung: Dirty[] = [];
      const ends: string[] = [];
      const watch = client.watch(
        ['red'],
        (dirty) => rung.push(dirty),
        (why) => ends.push(why),
      );
      await until('it listens', () => rung.filter(({ tables }) => tables.length > 5).length === 2);
      rung.length = 0;
      await client.write([{ ...VX, netns: 'red' }]);
      await until('it rings', () => rung.some(({ netns, tables }) => netns === 'red' && tables.includes('link')));
      watch.stop();
      expect(ends).toEqual([]);
    });
  });
});
