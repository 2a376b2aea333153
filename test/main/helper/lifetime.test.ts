import { describe, expect } from 'vitest';
import { namespaceOf, ownPids, processAt, readText } from '../../../main/lab/proc.ts';
import { until } from '../../lab/until.ts';
import { apartTest as test, withHelper, type Talk } from './helper-for-test.ts';

/** A process each, and nothing for the kernel to clear away afterwards. */
const manySteps = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => ({
    do: 'sysctl-set',
    netns: '',
    name: 'net.ipv4.ip_forward',
    value: String(at % 2),
  }));
const outcomes = (talk: Talk, id: number) =>
  talk.replies.filter((reply) => reply.type === 'outcome' && reply.id === id).length;

describe('the helper ends', () => {
  test('when its caller closes the pipe, also in the middle of a plan, with the step that runs told', async () => {
    await withHelper(async (talk) => {
      talk.say({ verb: 'write', id: 1, steps: manySteps(1000) });
      await until('some steps', () => outcomes(talk, 1) > 3);
      talk.child.stdin.end();
      expect(await talk.gone).toBe(0);
      expect(outcomes(talk, 1)).toBeLessThan(1000);
      expect(talk.log()).toMatch(/ end reason="its caller closed the pipe"/);
    });
  });

  test('when its caller says nothing for a while, but not while something runs', async () => {
    await withHelper(
      async (talk) => {
        const began = performance.now();
        talk.say({ verb: 'probe', id: 1, probe: { kind: 'ping', netns: '', target: '127.0.0.1', count: 2, waitS: 1 } });
        expect(await talk.gone).toBe(0);
        // Two pings are a second apart; 300 ms of silence count from the last line, and the probe outlasts that.
        expect(performance.now() - began).toBeGreaterThan(1000);
        expect(outcomes(talk, 1)).toBe(1);
        expect(talk.log()).toMatch(/ end reason="its caller was silent"/);
      },
      { env: { OVERLANE_HELPER_IDLE_MS: '300' } },
    );
  });

  test('when its parent dies, although somebody else holds the pipe', async () => {
    await withHelper(
      async (talk) => {
        const shell = talk.child.pid ?? 0;
        const [holder = 0, helper = 0] = childrenOf(shell);
        const same = processAt(helper)?.startTicks;
        expect(same).toBeDefined();
        process.kill(shell, 'SIGKILL');
        await until('the helper ends', () => processAt(helper)?.startTicks !== same);
        process.kill(holder, 'SIGKILL');
        await talk.gone;
        expect(talk.log()).toMatch(/ end reason="its caller has ended"/);
      },
      { through: ['sh', '-c', 'sleep 60 | "$@"', 'parent'], hello: false },
    );
  });

  test('and leaves no process behind', async () => {
    await withHelper(async (talk) => {
      talk.say({ verb: 'watch', id: 1, namespaces: [] });
      talk.say({ verb: 'write', id: 2, steps: [{ do: 'netns-add', name: 'red' }] });
      await talk.last(2);
      talk.say({ verb: 'watch', id: 3, namespaces: ['red'] });
      await until('it watches', () => talk.replies.some(({ type }) => type === 'dirty'));
      const inside = insiders(talk);
      expect(inside.length).toBeGreaterThan(1);
      talk.child.stdin.end();
      await talk.gone;
      await until('all are gone', () => inside.every((pid) => processAt(pid) === undefined));
    });
  });

  test('not by Ctrl-C in the terminal: what was begun has to be taken back first', async () => {
    await withHelper(async (talk) => {
      talk.child.kill('SIGINT');
      talk.say({ verb: 'ping', id: 1 });
      expect(await talk.last(1)).toMatchObject({ type: 'end' });
    });
  });
});

describe('a request', () => {
  test('is cancelled by its id: what ran is told, the rest is not begun', async () => {
    await withHelper(async (talk) => {
      talk.say({ verb: 'write', id: 1, steps: manySteps(1000) });
      await until('some steps', () => outcomes(talk, 1) > 3);
      talk.say({ verb: 'cancel', id: 2, target: 1 });
      expect(await talk.last(1)).toMatchObject({ type: 'end' });
      const told = outcomes(talk, 1);
      expect(told).toBeLessThan(1000);
      const failed = talk.replies.filter((reply) => reply.type === 'outcome' && reply.outcome.failure === 'cancelled');
      expect(failed).toHaveLength(1);
      expect(talk.log().match(/write command="sysctl/g)).toHaveLength(told);
    });
  });

  test('is logged step by step, in one printable line each', async () => {
    await withHelper(async (talk) => {
      talk.say({ verb: 'write', id: 1, steps: [{ do: 'netns-add', name: 'red' }] });
      await talk.last(1);
      talk.say({ verb: 'x\u001b[2J\u009b\u202e\ncaller=root write command="rm"', id: 2 });
      await talk.last(2);
      const lines = talk.log().trim().split('\n');
      expect(lines.filter((line) => line.includes('write command="ip netns add red" ended=0'))).toHaveLength(1);
      expect(lines.every((line) => /^overlane-helper: [ -~]+$/.test(line))).toBe(true);
    });
  });

  test('leaves the folder of namespaces readable for everybody', async () => {
    await withHelper(async (talk) => {
      talk.look('rmdir', '/run/netns');
      talk.say({ verb: 'write', id: 1, steps: [{ do: 'netns-add', name: 'red' }] });
      expect(await talk.last(1)).toMatchObject({ type: 'end' });
      expect(talk.look('stat', '-c', '%a', '/run/netns').trim()).toBe('755');
    });
  });
});

function childrenOf(pid: number): readonly number[] {
  return readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Everything that runs in the helper's network namespace, itself included. */
function insiders({ child }: Talk): readonly number[] {
  const own = namespaceOf(child.pid ?? 0, 'net');
  return ownPids().filter((pid) => namespaceOf(pid, 'net') === own);
}
