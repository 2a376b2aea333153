import { describe, expect } from 'vitest';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import type { Step } from '../../../app/noun/step.ts';
import { runCommand } from '../../../main/transport/command.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { enterArgv, type Lab, type LabHost } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labTest as test, withLab } from '../../lab/lab-for-test.ts';
import { until } from '../../lab/until.ts';

const said = (outcomes: readonly CommandOutcome[]) => outcomes.map(({ exitCode, failure }) => failure ?? exitCode);
const mac = (index: number) =>
  `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
const entry = (index: number, netns = ''): Step => ({
  do: 'fdb-add',
  netns,
  dev: 'vx7',
  mac: mac(index),
  dst: '192.168.64.4',
  owner: 'self',
  state: 'permanent',
});
const entries = (count: number, netns = '') => Array.from({ length: count }, (_, index) => entry(index, netns));

async function addVxlan(host: LabHost): Promise<void> {
  await inHost(
    host,
    'ip',
    'link',
    'add',
    'name',
    'vx7',
    'type',
    'vxlan',
    'id',
    '7',
    'local',
    host.underlay,
    'dstport',
    '4789',
  );
}

async function countEntries(host: LabHost): Promise<number> {
  return (await inHost(host, 'bridge', 'fdb', 'show', 'dev', 'vx7')).split('\n').filter(Boolean).length;
}

/** Milliseconds of our pipeline over those of one raw batch, on a fresh device each. */
async function ratio(lab: Lab, host: LabHost, steps: readonly Step[]): Promise<number> {
  const input = steps.map((_, index) => `fdb add ${mac(index)} dev vx7 dst 192.168.64.4 self permanent\n`).join('');
  const took = async (run: () => Promise<unknown>): Promise<number> => {
    await addVxlan(host);
    const began = performance.now();
    await run();
    const milliseconds = performance.now() - began;
    expect(await countEntries(host)).toBe(steps.length);
    await inHost(host, 'ip', 'link', 'del', 'dev', 'vx7');
    return milliseconds;
  };
  const raw = await took(() => runCommand(enterArgv(host, ['bridge', '-batch', '-']), { input }));
  return (await took(() => labTransport(lab, host).write(steps))) / raw;
}

describe('writing to a lab host', () => {
  test('runs the steps in order, tells each, and stops at the first that fails', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const steps: Step[] = [
        { do: 'netns-add', name: 'red' },
        { do: 'link-add-bridge', netns: 'red', name: 'br0' },
        { do: 'link-set-up', netns: 'red', name: 'nope', up: true },
        { do: 'netns-add', name: 'blue' },
      ];
      const told: number[] = [];
      const outcomes = await labTransport(lab, alpha).write(steps, { onStep: (index) => told.push(index) });
      expect(said(outcomes)).toEqual([0, 0, 1]);
      expect(outcomes[2]).toMatchObject({
        argv: expect.arrayContaining(['nope']),
        stderr: expect.stringContaining('nope'),
      });
      expect(told).toEqual([0, 1, 2]);
      expect(await inHost(alpha, 'ip', 'netns', 'list')).toBe('red\n');
      expect(await inHost(alpha, 'ip', '-n', 'red', '-br', 'link', 'show', 'type', 'bridge')).toMatch(/^br0 /);
    });
  });

  test('knows which line of a batch failed: what is before it is there, what is after it is not', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await addVxlan(alpha);
      const steps = entries(60);
      steps[41] = entry(3); // a second time: File exists
      const told: number[] = [];
      const outcomes = await labTransport(lab, alpha).write(steps, { onStep: (index) => told.push(index) });
      expect(outcomes).toHaveLength(42);
      expect(said(outcomes).slice(0, 41)).toEqual(Array(41).fill(0));
      expect(outcomes[41]).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('File exists') });
      expect(outcomes[41]?.argv).toContain(mac(3));
      expect(told).toEqual(outcomes.map((_, index) => index));
      expect(await countEntries(alpha)).toBe(41);
    });
  });

  test('puts batches and single steps into one order', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const steps: Step[] = [
        { do: 'netns-add', name: 'red' },
        { do: 'link-add-vxlan', netns: 'red', name: 'vx7', vxlan: { vni: 7, dstport: 4789 } },
        ...entries(4500, 'red'),
        { do: 'link-set-up', netns: 'red', name: 'vx7', up: true },
        { do: 'link-del', netns: 'red', name: 'vx7' },
      ];
      const outcomes = await labTransport(lab, alpha).write(steps);
      expect(said(outcomes)).toEqual(Array(4504).fill(0));
      expect(await inHost(alpha, 'ip', '-n', 'red', 'link', 'show', 'type', 'vxlan')).toBe('');
    });
  });

  test('refuses a step that iproute2 would misread, before anything runs', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await addVxlan(alpha);
      const wipe: Step = {
        do: 'fdb-del',
        netns: '',
        dev: 'vx7',
        mac: '00:00:00:00:00:00',
        owner: 'self',
        state: 'permanent',
      };
      const outcomes = await labTransport(lab, alpha).write([...entries(20), wipe, entry(30)]);
      expect(said(outcomes)).toEqual([...Array(20).fill(0), 'not-started']);
      expect(outcomes[20]?.stderr).toContain('dst');
      expect(await countEntries(alpha)).toBe(20);
    });
  });

  test('a cancel lets the running batch end, so that what was done is known, and begins no other', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      await addVxlan(alpha);
      const controller = new AbortController();
      const writing = labTransport(lab, alpha).write(entries(40_000), { signal: controller.signal });
      await until('a batch has begun', async () => (await countEntries(alpha)) > 0);
      controller.abort();
      const outcomes = await writing;
      expect(outcomes.at(-1)).toMatchObject({ failure: 'cancelled' });
      expect(outcomes.length - 1).toBe(await countEntries(alpha));
      expect(outcomes.length).toBeLessThan(40_000);
    });
  });

  test('a step that hangs is ended in time', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      // `ip` waits for a reader of the fifo that stands where the namespace should be.
      await inHost(alpha, 'mkfifo', '/run/netns/stuck');
      const outcomes = await labTransport(lab, alpha).write([{ do: 'link-add-bridge', netns: 'stuck', name: 'br0' }], {
        timeoutMs: 200,
      });
      expect(said(outcomes)).toEqual(['timeout']);
    });
  });

  test('10,000 FDB entries take at most three times what `bridge -batch` takes', async () => {
    await withLab(['alpha'], async (lab) => {
      const alpha = hostOf(lab, 'alpha');
      const steps = entries(10_000);
      const ratios: number[] = [];
      for (let round = 0; round < 5; round += 1) ratios.push(await ratio(lab, alpha, steps));
      console.log(`write 10,000 FDB entries / raw bridge -batch: ${ratios.map((one) => one.toFixed(2)).join(', ')}`);
      expect(Math.min(...ratios)).toBeLessThanOrEqual(3);
    });
  }, 60_000);
});
