import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { LIMITS, type Reply } from '../../../app/contract/helper.ts';
import { argvOf, ownPids, processAt, readText } from '../../../main/lab/proc.ts';
import { until } from '../../lab/until.ts';
import { apartTest as test, withHelper, type Talk } from './helper-for-test.ts';

const BRIDGE = { do: 'link-add-bridge', netns: '', name: 'br0' };
/** What a shell, `ip` or the kernel could be talked into by a name. */
const NAMES = [
  '$(id)',
  '`id`',
  'a;id',
  'a b',
  'a\nb',
  'a\0b',
  '-rf',
  '--help',
  '-batch',
  '.',
  '..',
  '../x',
  '/proc/1/ns/net',
  '../../proc/1/ns/net',
  'a/../b',
  'x'.repeat(16),
  'ä',
  '',
];

/** Sends each as its own request; answers with the closing replies. */
async function ask(talk: Talk, requests: readonly object[], from = 100): Promise<readonly Reply[]> {
  talk.say(...requests.map((request, index) => ({ id: from + index, ...request })));
  return Promise.all(requests.map((_, index) => talk.last(from + index)));
}

const refusals = (replies: readonly Reply[]) => replies.filter(({ type }) => type === 'refused').length;
const write = (...steps: readonly object[]): object => ({ verb: 'write', steps });

describe('a hostile caller', () => {
  test('gets nothing but the verbs: no command, no argv, no file, no abbreviation', async () => {
    await withHelper(async (talk) => {
      const requests = [
        { verb: 'exec', argv: ['id'] },
        { verb: 'wri', steps: [BRIDGE] },
        { verb: 'write', argv: ['ip', 'link'] },
        { verb: 'write', steps: [] },
        { verb: 'read', argv: ['cat', '/etc/shadow'] },
        { verb: 'read', queries: [{ argv: ['cat', '/etc/shadow'] }] },
        { verb: 'read', asks: [{ ask: 'table', table: 'link', netns: '', part: '../../etc/shadow' }] },
        { verb: 'read', asks: [{ ask: 'table', table: 'constructor', netns: '', part: 'link' }] },
        { verb: 'read', asks: [{ ask: 'file', path: '/etc/shadow' }] },
        write({ ...BRIDGE, argv: ['id'] }),
        write({ do: 'link-add', name: 'a' }),
        write({ do: 'netns-exec', netns: '', argv: ['id'] }),
        write({ do: 'batch', file: '/etc/shadow' }),
        write({ do: 'sysctl-set', netns: '', name: 'kernel.core_pattern', value: '|/tmp/x' }),
        write({ do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '1; id' }),
        { verb: 'probe', probe: { kind: 'ping', netns: '', target: '-f', count: 1, waitS: 1 } },
        { verb: 'probe', probe: { kind: 'ping', netns: '', target: '127.0.0.1', count: 1e6, waitS: 1 } },
        JSON.parse('{"verb":"write","steps":[{"do":"link-add-bridge","netns":"","name":"br0","__proto__":{"x":1}}]}'),
      ];
      const replies = await ask(talk, requests as object[]);
      expect(refusals(replies)).toBe(requests.length);
      expect(talk.log()).not.toMatch(/caller=\S+ write /);
      expect(talk.look('ip', '-br', 'link')).not.toContain('br0');
    });
  });

  test('cannot name a device or a namespace that is more than a name', async () => {
    await withHelper(async (talk) => {
      const requests = NAMES.flatMap((name) => [
        write({ ...BRIDGE, name }),
        write({ do: 'netns-add', name: name.length === 16 ? `-${name}` : name }),
        write({ do: 'link-add-veth', netns: '', name: 'v0', peer: { name: 'v1', netns: name } }),
        write({ do: 'fdb-add', netns: '', dev: name, mac: '02:00:00:00:00:01', owner: 'self', state: 'static' }),
        ...(name === '' ? [] : [write({ ...BRIDGE, netns: name })]),
        ...(name === ''
          ? []
          : [{ verb: 'read', asks: [{ ask: 'table', table: 'link', netns: name, part: `${name}-link` }] }]),
        ...(name === ''
          ? []
          : [{ verb: 'probe', probe: { kind: 'ping', netns: name, target: '::1', count: 1, waitS: 1 } }]),
        { verb: 'read', asks: [{ ask: 'fdb-get', netns: '', dev: name, mac: '02:00:00:00:00:01' }] },
      ]);
      const replies = await ask(talk, requests);
      expect(refusals(replies)).toBe(requests.length);
      expect(talk.look('ip', '-br', 'link').trim().split('\n')).toHaveLength(1);
      expect(talk.look('ls', '/run/netns')).toBe('');
    });
  });

  test('cannot enter a namespace that is not listed, nor one whose name is a process id', async () => {
    await withHelper(async (talk) => {
      talk.look('ip', 'netns', 'add', 'red');
      talk.look('ip', 'netns', 'add', '1');
      const replies = await ask(talk, [
        write({ ...BRIDGE, netns: 'blue' }),
        write({ ...BRIDGE, netns: '1' }),
        write({ do: 'netns-add', name: '42' }),
        write({ do: 'link-set-netns', netns: '', name: 'lo', to: 'blue' }),
        write({ do: 'link-add-veth', netns: 'red', name: 'v0', peer: { name: 'v1', netns: '1' } }),
        write({ do: 'netns-del', name: 'blue' }),
        { verb: 'read', asks: [{ ask: 'table', table: 'link', netns: 'blue', part: 'blue-link' }] },
        { verb: 'probe', probe: { kind: 'ping', netns: 'blue', target: '::1', count: 1, waitS: 1 } },
        // Gone after its own step, so the step behind it has nowhere to go.
        write({ do: 'netns-del', name: 'red' }, { ...BRIDGE, netns: 'red' }),
      ]);
      expect(refusals(replies)).toBe(replies.length);
      expect(talk.look('ls', '/run/netns').split('\n').filter(Boolean)).toEqual(['1', 'red']);
    });
  });

  test('cannot empty a flood list by leaving out its destination', async () => {
    await withHelper(async (talk) => {
      talk.look('ip', 'link', 'add', 'name', 'vx', 'type', 'vxlan', 'id', '7', 'dstport', '4789');
      talk.look('bridge', 'fdb', 'append', '00:00:00:00:00:00', 'dev', 'vx', 'dst', '192.0.2.1', 'self');
      const step = { do: 'fdb-del', netns: '', dev: 'vx', mac: '00:00:00:00:00:00', owner: 'self', state: 'permanent' };
      const [reply] = await ask(talk, [write(step)]);
      expect(reply).toMatchObject({ type: 'refused', reason: expect.stringContaining('flood') as string });
      expect(talk.look('bridge', 'fdb', 'show', 'dev', 'vx')).toContain('192.0.2.1');
    });
  });

  test('has nothing of a request done when one of its steps is refused', async () => {
    await withHelper(async (talk) => {
      const [reply] = await ask(talk, [write(BRIDGE, { ...BRIDGE, name: '$(id)' })]);
      expect(reply).toMatchObject({ type: 'refused' });
      expect(talk.look('ip', '-br', 'link')).not.toContain('br0');
    });
  });

  test('breaks nothing with any JSON at all', async () => {
    await withHelper(async (talk) => {
      let id = 1000;
      const anything = fc.record({
        verb: fc.oneof(fc.constantFrom('write', 'read', 'probe', 'cancel', 'watch'), fc.string()),
      });
      await fc.assert(
        fc.asyncProperty(fc.json({ maxDepth: 3 }), anything, async (json, { verb }) => {
          id += 1;
          talk.say({ id, verb, steps: JSON.parse(json) as unknown, asks: JSON.parse(json) as unknown, probe: json });
          expect(await talk.last(id)).toMatchObject({ type: verb === 'ping' ? 'end' : 'refused' });
        }),
        { numRuns: 300 },
      );
      expect(talk.log()).not.toMatch(/caller=\S+ write /);
    });
  });
});

describe('a line that is no request', () => {
  test.for([
    ['oversized', Buffer.alloc(LIMITS.lineBytes + 1, 0x20), 'too-large'],
    ['oversized without an end', Buffer.alloc(3 * LIMITS.lineBytes, 0x5b), 'too-large'],
    ['nested 100,000 deep', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}\n`), 'malformed'],
    [
      'nested inside a request',
      Buffer.from(`{"verb":"write","id":1,"steps":${'['.repeat(20)}${']'.repeat(20)}}\n`),
      'malformed',
    ],
    ['binary', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)), 'malformed'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x0a]), 'malformed'],
    ['two requests without a newline', Buffer.from('{"verb":"ping","id":1}{"verb":"ping","id":2}\n'), 'malformed'],
  ] as const)('%s: is refused, and ends the session', async ([, bytes, code]) => {
    await withHelper(async (talk) => {
      talk.raw(bytes);
      expect(await talk.last(null)).toMatchObject({ type: 'refused', code });
      expect(await talk.gone).toBe(0);
    });
  });

  test('cut off by the end of the pipe, it is never run', async () => {
    await withHelper(async (talk) => {
      const whole = JSON.stringify({ id: 1, ...write(BRIDGE) });
      talk.raw(whole);
      talk.child.stdin.end();
      expect(await talk.gone).toBe(0);
      expect(talk.log()).not.toContain(' write ');
    });
  });

  test('before the hello, or a hello of another protocol, ends the session', async () => {
    for (const first of [{ verb: 'ping', id: 1 }, { verb: 'hello', protocol: 999, version: 'x' }, 7]) {
      await withHelper(
        async (talk) => {
          talk.say(first);
          expect(await talk.last(null)).toMatchObject({ type: 'refused', code: 'protocol' });
          expect(await talk.gone).toBe(0);
        },
        { hello: false },
      );
    }
  });
});

describe('many requests', () => {
  test('in pieces of one byte and several in one piece are told apart', async () => {
    await withHelper(async (talk) => {
      const lines = [1, 2, 3].map((id) => `${JSON.stringify({ verb: 'read', id, asks: [{ ask: 'version' }] })}\n`);
      for (const byte of Buffer.from(lines[0] ?? '')) talk.raw(Buffer.from([byte]));
      talk.raw(lines.slice(1).join(''));
      await Promise.all([1, 2, 3].map((id) => talk.last(id)));
      for (const id of [1, 2, 3])
        expect(talk.replies.filter((reply) => reply.type === 'outcome' && reply.id === id)).toHaveLength(1);
    });
  });

  test('at once are refused beyond a bound, and the helper goes on', async () => {
    await withHelper(async (talk) => {
      const many = Array.from({ length: 3000 }, () => ({ verb: 'read', asks: [{ ask: 'version' }] }));
      const replies = await ask(talk, many);
      const busy = replies.filter((reply) => reply.type === 'refused' && reply.code === 'busy');
      expect(busy.length).toBeGreaterThan(2000);
      expect(await ask(talk, [{ verb: 'ping' }], 9000)).toMatchObject([{ type: 'end' }]);
    });
  });

  test('from a caller that reads no answers do not pile up in memory', async () => {
    await withHelper(async (talk) => {
      talk.child.stdout.pause();
      // 9 MB of questions that each want an answer: read as fast as they come, the answers would be held.
      talk.raw(`${JSON.stringify({ verb: 'ping', id: 5 })}\n`.repeat(400_000));
      let used = '';
      await until(
        'the helper has nothing to do',
        async () => {
          const before = used;
          await new Promise((resolve) => setTimeout(resolve, 200));
          used = readText(`/proc/${talk.child.pid}/stat`).split(' ').slice(13, 15).join();
          return used === before;
        },
        20_000,
      );
      expect(talk.child.stdin.writableLength).toBeGreaterThan(8_000_000);
      talk.child.stdout.resume();
      expect(await ask(talk, [{ verb: 'ping' }], 9000)).toMatchObject([{ type: 'end' }]);
    });
  });
});

describe('the environment of the caller', () => {
  test('decides nothing: not which program runs, not where', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-evil-'));
    writeFileSync(join(folder, 'ip'), '#!/bin/sh\necho evil\n');
    chmodSync(join(folder, 'ip'), 0o755);
    chmodSync(folder, 0o755);
    try {
      await withHelper(
        async (talk) => {
          await ask(talk, [{ verb: 'read', asks: [{ ask: 'version' }] }]);
          const outcome = talk.replies.find((reply) => reply.type === 'outcome');
          expect(outcome).toMatchObject({ outcome: { stdout: expect.stringContaining('iproute2') as string } });
        },
        // The scene itself needs the real programs first.
        { env: { PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`, IFS: '/', ENV: '/etc/shadow' } },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('reaches no tool: each has a search path of root and one locale, and nothing else', async () => {
    await withHelper(
      async (talk) => {
        talk.say({ verb: 'write', id: 1, steps: [{ do: 'netns-add', name: 'red' }] });
        await talk.last(1);
        talk.say({ verb: 'watch', id: 2, namespaces: ['red'] });
        await until('it watches', () => talk.replies.some(({ type }) => type === 'dirty'));
        const monitors = ownPids().filter(
          (pid) => argvOf(pid).includes('monitor') && ancestors(pid).includes(talk.child.pid ?? 0),
        );
        expect(monitors.length).toBeGreaterThan(0);
        for (const pid of monitors) {
          const variables = readText(`/proc/${pid}/environ`).split('\0').filter(Boolean).sort();
          // The shell that holds a monitor adds PWD, which is `/`.
          expect(variables.filter((text) => text !== 'PWD=/')).toEqual([
            'LC_ALL=C',
            'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
          ]);
        }
      },
      { env: { EVIL: '1', PATH: '/tmp:/usr/sbin:/usr/bin:/sbin:/bin' } },
    );
  });
});

function ancestors(pid: number): readonly number[] {
  const parent = processAt(pid)?.parent;
  return parent === undefined || parent <= 1 ? [] : [parent, ...ancestors(parent)];
}
