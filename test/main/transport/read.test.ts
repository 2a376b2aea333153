import { describe, expect } from 'vitest';
import type { Query } from '../../../app/noun/query.ts';
import { queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import { argvOf, isAlive, ownPids, readText } from '../../../main/lab/proc.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { hostOf, inHost, labTest as test, withLab } from '../../lab/lab-for-test.ts';
import { processesOf } from '../../lab/processes.ts';
import { until } from '../../lab/until.ts';

/** Pid 1 and its sleep: what a host runs when nobody is there. */
const IDLE = 2;
const ask = (...argv: readonly string[]): Query => ({ table: 'link', netns: '', part: 'any', argv });

describe('reading a lab host', () => {
  test('answers every query of the app, in order', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      const queries = [
        versionQuery(),
        ...['', 'red'].flatMap((netns) => TABLE_NAMES.flatMap((table) => queriesOf(table, netns))),
      ];
      const outcomes = await labTransport(lab, alpha).read(queries);
      expect(outcomes.map(({ argv }) => argv)).toEqual(queries.map(({ argv }) => argv));
      const failed = outcomes.filter(
        ({ exitCode }, at) => exitCode !== 0 && !queries[at]?.tolerate?.includes(exitCode ?? -1),
      );
      expect(failed).toEqual([]);
      const link = outcomes[queries.findIndex(({ part }) => part === 'link')];
      expect(JSON.parse(link?.stdout ?? '')).toMatchObject([{ ifname: 'lo' }, { ifname: 'eth0', mtu: 1500 }]);
    });
  });

  test('keeps output, errors and exit codes of the commands apart', async () => {
    await withLab(['alpha'], async (lab) => {
      const outcomes = await labTransport(lab, hostOf(lab, 'alpha')).read([
        ask('sh', '-c', 'printf "no newline"; printf first >&2'),
        ask('true'),
        ask('sh', '-c', 'echo; echo second >&2; exit 7'),
        ask('no-such-program'),
        ask('printf', '%s|', 'a b', '$(id)', '"', "'", '\\', '\n', '${1}'),
        ask('cat'),
      ]);
      expect(outcomes.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
        [0, 'no newline'],
        [0, ''],
        [7, '\n'],
        [127, ''],
        [0, 'a b|$(id)|"|\'|\\|\n|${1}|'],
        [0, ''],
      ]);
      expect(outcomes.map(({ stderr }) => stderr).slice(0, 3)).toEqual(['first', '', 'second\n']);
      expect(outcomes[3]?.stderr).toContain('not found');
    });
  });

  test('reads a large table whole', async () => {
    await withLab(['alpha'], async (lab) => {
      const [big] = await labTransport(lab, hostOf(lab, 'alpha')).read([ask('head', '-c', '20000000', '/dev/zero')]);
      expect(big?.stdout).toHaveLength(20_000_000);
    });
  });

  test('a command that hangs is ended in time; those before it keep their answers', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const queries = [ask('echo', 'fine'), ask('sleep', '1000'), ask('echo', 'never')];
      const outcomes = await labTransport(lab, alpha).read(queries, { timeoutMs: 200 });
      expect(outcomes.map(({ exitCode, failure }) => failure ?? exitCode)).toEqual([0, 'timeout', 'timeout']);
      expect(await processesOf(alpha)).toHaveLength(IDLE);
    });
  });

  test('a cancel ends it at once', async () => {
    await withLab(['alpha'], async (lab) => {
      const controller = new AbortController();
      const reading = labTransport(lab, hostOf(lab, 'alpha')).read([ask('sleep', '1000')], {
        signal: controller.signal,
      });
      controller.abort();
      expect((await reading)[0]).toMatchObject({ failure: 'cancelled' });
    });
  });

  test('a cancel leaves nothing to init: nsenter has reaped its child', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const controller = new AbortController();
      const word = `${1_000_000 + process.pid}`;
      const reading = labTransport(lab, alpha).read([ask('sleep', word)], { signal: controller.signal });
      // Until then its shell may have a fork of the same words, on its way to become the sleep.
      await until('it sleeps', async () => ownPids().some((pid) => argvOf(pid).join(' ') === `sleep ${word}`));
      const shells = ownPids().filter((pid) => argvOf(pid)[0] === 'sh' && argvOf(pid).includes(word));
      controller.abort();
      await reading;
      expect(shells).toHaveLength(1);
      // Not even as a zombie.
      expect(shells.map((pid) => readText(`/proc/${pid}/stat`))).toEqual(['']);
      await until('the sleep is gone', async () => (await processesOf(alpha)).length === IDLE);
    });
  });

  test('close ends a read that is under way', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const transport = labTransport(lab, alpha);
      const reading = transport.read([ask('sleep', '1000')]);
      await until('it runs', async () => (await processesOf(alpha)).length > IDLE);
      await transport.close();
      expect((await reading)[0]).toMatchObject({ failure: 'cancelled' });
      expect(await processesOf(alpha)).toHaveLength(IDLE);
    });
  });

  test('a host that is gone says so, also when it goes during the read', async () => {
    await withLab(['alpha', 'beta'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const transport = labTransport(lab, alpha);
      const reading = transport.read([ask('echo', 'fine'), ask('sleep', '1000')]);
      await until('it runs', async () => (await processesOf(alpha)).length > IDLE + 1);
      process.kill(alpha.pid, 'SIGKILL');
      expect((await reading).map(({ exitCode, failure }) => failure ?? exitCode)).toEqual([0, 'host-gone']);
      await until('alpha is gone', () => !isAlive(alpha));
      expect(await transport.read([ask('true')])).toMatchObject([{ failure: 'host-gone' }]);
      expect(await transport.write([{ do: 'netns-add', name: 'red' }])).toMatchObject([{ failure: 'host-gone' }]);
      const probe = { kind: 'ping', netns: '', target: '192.168.64.4', count: 1, waitS: 1 } as const;
      expect(await transport.probe(probe)).toMatchObject({ failure: 'host-gone' });
    });
  });
});
