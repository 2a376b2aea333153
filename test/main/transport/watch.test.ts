import { statSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { startLab } from '../../../main/lab/lab.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { watched } from '../../lab/bell.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { hostOf, inHost, labName, labTest as test, withLab } from '../../lab/lab-for-test.ts';
import { processesOf } from '../../lab/processes.ts';
import { runProgram } from '../../lab/program.ts';
import { until } from '../../lab/until.ts';

/** Pid 1 and its sleep: what a host runs when nobody is there. */
const IDLE = 2;
/** The folder of namespaces is looked at every two seconds in any case: what is to be shown is that nobody waits for that. */
const SOONER_THAN_POLL_MS = 1000;

describe('watching a lab host', () => {
  test('rings for links, addresses, routes, neighbours and FDB entries', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const transport = labTransport(lab, alpha);
      const { rang, rung } = await watched(transport, ['']);
      await inHost(alpha, 'ip', 'link', 'add', 'name', 'vx7', 'type', 'vxlan', 'id', '7', 'dstport', '4789');
      await rang('', 'link');
      await inHost(alpha, 'ip', 'link', 'set', 'dev', 'vx7', 'up');
      await inHost(alpha, 'ip', 'addr', 'add', '10.7.0.1/24', 'dev', 'vx7');
      await rang('', 'address');
      await inHost(alpha, 'ip', 'route', 'add', '10.8.0.0/24', 'via', '10.7.0.2');
      await rang('', 'route');
      await inHost(
        alpha,
        'ip',
        'neigh',
        'add',
        '10.7.0.9',
        'lladdr',
        '02:00:00:00:00:09',
        'nud',
        'permanent',
        'dev',
        'vx7',
      );
      await rang('', 'neighbour');
      rung.length = 0;
      await inHost(alpha, 'bridge', 'fdb', 'add', '02:00:00:00:00:09', 'dev', 'vx7', 'dst', '192.168.64.9');
      await rang('', 'fdb');
      await transport.close();
    });
  });

  test('rings for a named namespace by its name, and not for the others', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      await inHost(alpha, 'ip', 'netns', 'add', 'blue');
      const transport = labTransport(lab, alpha);
      const { rang, rung } = await watched(transport, ['', 'red', 'blue']);
      await inHost(alpha, 'ip', '-n', 'red', 'link', 'add', 'name', 'br0', 'type', 'bridge');
      await rang('red', 'link');
      expect(rung.filter(({ netns }) => netns === 'blue')).toEqual([]);
      await transport.close();
    });
  });

  test('rings when namespaces come and go, also when there was none before, and rings again once they can be read', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const folder = `/proc/${alpha.pid}/root/run/netns`;
      const transport = labTransport(lab, alpha);
      const { rang, rung } = await watched(transport, ['']);
      const readable: boolean[] = [];
      const noting = transport.watch(
        [''],
        ({ tables }) => {
          const device = statSync(`${folder}/red`, { throwIfNoEntry: false })?.dev;
          if (tables.includes('netns')) readable.push(device !== undefined && device !== statSync(folder).dev);
        },
        () => undefined,
      );
      // Sooner than the slow poll would see it, all of it. As `ip netns add` does it, with a pause between its two steps.
      await inHost(alpha, 'touch', '/run/netns/red');
      await rang('', 'netns', SOONER_THAN_POLL_MS);
      await inHost(alpha, 'unshare', '--net', 'mount', '--bind', '/proc/self/ns/net', '/run/netns/red');
      await until('the last ring found it mounted', () => readable.at(-1) === true, SOONER_THAN_POLL_MS);
      noting.stop();
      rung.length = 0;
      await inHost(alpha, 'ip', 'netns', 'del', 'red');
      await rang('', 'netns', SOONER_THAN_POLL_MS);
      await transport.close();
    });
  });

  test('does not keep a deleted namespace alive: the other end of its veth goes with it', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      await inHost(alpha, 'ip', 'link', 'add', 'name', 'v0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'red');
      const transport = labTransport(lab, alpha);
      const { ends } = await watched(transport, ['', 'red']);
      await inHost(alpha, 'ip', 'netns', 'del', 'red');
      await until('v0 is gone', async () => !(await inHost(alpha, 'ip', '-br', 'link', 'show')).includes('v0'));
      expect(ends).toEqual([]);
      await transport.close();
    });
  });

  test('leaves no process after stop, and none after close', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      const transport = labTransport(lab, alpha);
      const { watch, ends } = await watched(transport, ['', 'red']);
      expect((await processesOf(alpha)).length).toBeGreaterThan(IDLE);
      watch.stop();
      await until('the monitors are gone', async () => (await processesOf(alpha)).length === IDLE);
      await watched(transport, ['']);
      await transport.close();
      expect(await processesOf(alpha)).toHaveLength(IDLE);
      expect(ends).toEqual([]);
    });
  });

  test('says once that the host is gone', async () => {
    await withLab(['alpha', 'beta'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const transport = labTransport(lab, alpha);
      const { ends } = await watched(transport, ['']);
      process.kill(alpha.pid, 'SIGKILL');
      await until('it has ended', () => ends.length > 0);
      await transport.close();
      expect(ends).toEqual(['the host is gone']);
    });
  });

  test('says when a monitor was ended by somebody else', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const transport = labTransport(lab, alpha);
      const { ends } = await watched(transport, ['']);
      const monitor = (await processesOf(alpha)).find(({ name }) => name === 'bridge');
      await inHost(alpha, 'kill', '-KILL', String(monitor?.pid));
      await until('it has ended', () => ends.length > 0);
      expect(ends).toHaveLength(1);
      await transport.close();
      expect(await processesOf(alpha)).toHaveLength(IDLE);
    });
  });

  test('leaves no process when the program that watches is killed', async () => {
    const bundle = await bundleForAnyone(new URL('../../lab/watching-story.ts', import.meta.url).pathname);
    const name = labName();
    const started = await startLab({ name, hosts: ['alpha'], lifetime: 'owned' });
    if (!started.ok) throw new Error(started.problem.code);
    const alpha = hostOf(started.value, 'alpha');
    try {
      const program = runProgram(bundle.path, [name]);
      await program.said('rung');
      await program.kill();
      await until('the monitors are gone', async () => (await processesOf(alpha)).length === IDLE);
    } finally {
      bundle.remove();
      await started.value.stop();
    }
  }, 30_000);
});
