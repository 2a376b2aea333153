import { describe, expect } from 'vitest';
import { onThisMachine } from '../../app/base/pace.ts';
import { findLab, listLabs, startLab } from '../../../main/lab/lab.ts';
import { isAlive } from '../../../main/lab/proc.ts';
import { hostOf, inHost, labName, labTest as test, withLab } from '../../lab/lab-for-test.ts';
import { footprintOf, settledLeft } from '../../lab/leaks.ts';
import { processesOf } from '../../lab/processes.ts';
import { until } from '../../lab/until.ts';

describe('a lab that is up', () => {
  test('has the three hosts of the article on one underlay, and every pair answers', async () => {
    await withLab(undefined, async (lab) => {
      expect(lab.hosts.map(({ name, underlay, dev }) => [name, underlay, dev])).toEqual([
        ['alpha', '192.168.64.3', 'eth0'],
        ['beta', '192.168.64.4', 'eth0'],
        ['gamma', '192.168.64.5', 'eth0'],
      ]);
      for (const from of lab.hosts) {
        for (const to of lab.hosts) await inHost(from, 'ping', '-n', '-c1', '-W1', to.underlay);
      }
    });
  });

  test('gives each host its own name, links, processes and sysfs', async () => {
    await withLab(['alpha', 'beta'], async (lab) => {
      const beta = hostOf(lab, 'beta');
      expect(await inHost(beta, 'hostname')).toBe('beta\n');
      expect((await inHost(beta, 'ls', '/sys/class/net')).split(/\s+/).filter(Boolean).sort()).toEqual(['eth0', 'lo']);
      expect(await inHost(beta, 'cat', '/sys/class/net/eth0/mtu')).toBe('1500\n');
      expect((await processesOf(beta)).map(({ name }) => name).sort()).toEqual(['sh', 'sleep']);
    });
  });

  test('lets every host do what an overlay needs: vxlan, bridge, veth, named namespaces, forwarding', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await inHost(alpha, 'ip', 'link', 'add', 'name', 'br100', 'type', 'bridge');
      await inHost(
        alpha,
        'ip',
        'link',
        'add',
        'name',
        'vx100',
        'type',
        'vxlan',
        'id',
        '100',
        'dev',
        'eth0',
        'dstport',
        '4789',
      );
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      await inHost(alpha, 'ip', 'link', 'add', 'name', 'v0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'red');
      await inHost(alpha, 'sysctl', '-w', 'net.ipv4.ip_forward=1');
      await inHost(alpha, 'ip', 'netns', 'exec', 'red', 'ip', 'link', 'set', 'dev', 'eth0', 'up');
    });
  });

  test('keeps named namespaces apart: the same name on two hosts, and none of it outside', async () => {
    await withLab(['alpha', 'beta'], async (lab) => {
      const [alpha, beta] = [hostOf(lab, 'alpha'), hostOf(lab, 'beta')];
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      expect(await inHost(beta, 'ip', 'netns', 'list')).toBe('');
      await inHost(beta, 'ip', 'netns', 'add', 'red');
      await inHost(alpha, 'ip', 'netns', 'del', 'red');
      expect(await inHost(beta, 'ip', 'netns', 'list')).toBe('red\n');
    });
  });

  test('does not change its tables by itself: addresses are not tentative', async () => {
    await withLab(['alpha'], async (lab) => {
      expect(await inHost(hostOf(lab, 'alpha'), 'ip', '-j', 'addr', 'show', 'tentative')).not.toContain('fe80');
    });
  });

  test('reaps orphans on every host', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      // Each inner shell ends at once and leaves its child to pid 1.
      await inHost(alpha, 'sh', '-c', 'i=0; while [ $i -lt 20 ]; do sh -c "sleep 0.05 &"; i=$((i + 1)); done');
      const names = async () => (await processesOf(alpha)).filter(({ pid }) => pid !== 1);
      await until('the orphans have ended', async () => (await names()).filter(({ zombie }) => !zombie).length === 1);
      await until('no zombie is left', async () => (await names()).every(({ zombie }) => !zombie));
    });
  });

  test('starts eight hosts, the later ones named h4 to h8', async () => {
    const names = ['alpha', 'beta', 'gamma', 'h4', 'h5', 'h6', 'h7', 'h8'];
    await withLab(names, async (lab) => {
      expect(lab.hosts.map(({ name }) => name)).toEqual(names);
      await inHost(hostOf(lab, 'h8'), 'ping', '-n', '-c1', '-W1', '192.168.64.3');
    });
  });

  test('is started well within a second', async () => {
    const began = performance.now();
    await withLab(undefined, async () => expect(performance.now() - began).toBeLessThan(onThisMachine(1000)));
  });
});

describe('finding labs', () => {
  test('two at once are two labs: own hosts, own underlay', async () => {
    await withLab(['alpha', 'beta'], async (one) => {
      await withLab(['alpha'], async (two) => {
        expect((await findLab(one.name))?.hosts).toEqual(one.hosts);
        expect((await findLab(two.name))?.hosts).toEqual(two.hosts);
        await expect(inHost(hostOf(two, 'alpha'), 'ping', '-n', '-c1', '-W1', '192.168.64.4')).rejects.toThrow();
        expect((await listLabs()).map(({ name }) => name)).toEqual(expect.arrayContaining([one.name, two.name]));
      });
      expect(await inHost(hostOf(one, 'beta'), 'hostname')).toBe('beta\n');
    });
  });

  test('a lab that somebody else holds is found but not owned', async () => {
    await withLab(['alpha'], async (lab) => {
      expect(lab.owned).toBe(true);
      expect((await findLab(lab.name))?.owned).toBe(false);
    });
  });

  test('there is none of that name', async () => {
    expect(await findLab(labName())).toBeUndefined();
  });

  test('a second of the same name is refused, also when both start at the same moment', async () => {
    const name = labName();
    const starts = await Promise.all([0, 1, 2].map(() => startLab({ name, hosts: ['alpha'], lifetime: 'owned' })));
    const [winner, ...more] = starts.filter((start) => start.ok);
    expect(more).toEqual([]);
    expect(starts.filter((start) => !start.ok).map((start) => start.problem.code)).toEqual([
      'lab-running',
      'lab-running',
    ]);
    expect((await listLabs()).filter((lab) => lab.name === name)).toHaveLength(1);
    await winner?.value.stop();
    expect(await findLab(name)).toBeUndefined();
  });
});

describe('the end of a lab', () => {
  test('stop resolves when everything is gone, and the end is told once to each listener', async () => {
    const started = await startLab({ name: labName(), lifetime: 'detached' });
    if (!started.ok) throw new Error(started.problem.code);
    const lab = started.value;
    const footprint = await footprintOf(lab);
    await inHost(hostOf(lab, 'beta'), 'ip', 'netns', 'add', 'red');
    await inHost(hostOf(lab, 'beta'), 'sh', '-c', 'ip netns exec red sleep 1000 >/dev/null 2>&1 </dev/null &');
    let ends = 0;
    lab.onEnd(() => (ends += 1));
    await lab.stop();
    expect(lab.hosts.filter(isAlive)).toEqual([]);
    expect(await settledLeft(footprint)).toEqual([]);
    expect(ends).toBe(1);
    lab.onEnd(() => (ends += 1));
    expect(ends).toBe(2);
    await lab.stop();
  });

  test('pid 1 of one host ends that host only', async () => {
    await withLab(undefined, async (lab) => {
      const beta = hostOf(lab, 'beta');
      process.kill(beta.pid, 'SIGKILL');
      await until('beta is gone', () => !isAlive(beta));
      expect((await findLab(lab.name))?.hosts.map(({ name }) => name)).toEqual(['alpha', 'gamma']);
      await inHost(hostOf(lab, 'alpha'), 'ping', '-n', '-c1', '-W1', '192.168.64.5');
    });
  });

  test('an abort while it starts leaves nothing', async () => {
    const name = labName();
    const controller = new AbortController();
    const starting = startLab({ name, lifetime: 'detached', signal: controller.signal });
    setTimeout(() => controller.abort(), 15);
    const started = await starting;
    if (started.ok) await started.value.stop();
    else expect(started.problem).toMatchObject({ code: 'lab-start-failed', facts: { message: 'it was cancelled' } });
    await until('nothing of it is listed', async () => !(await listLabs()).some((lab) => lab.name === name));
  });
});

describe('names that cannot be', () => {
  test.each([
    ['hosts.1', { hosts: ['alpha', 'Über'] }],
    ['hosts.0', { hosts: ['--help'] }],
    ['hosts.0', { hosts: ['a-name-too-long'] }],
    ['hosts.1', { hosts: ['twin', 'twin'] }],
    ['hosts', { hosts: [] }],
    ['name', { name: 'a b' }],
  ])('%s of %j is refused with the field and the reason', async (field, options) => {
    const started = await startLab({ lifetime: 'owned', ...options });
    expect(started).toMatchObject({ ok: false, problem: { code: 'bad-input', where: { field } } });
  });
});
