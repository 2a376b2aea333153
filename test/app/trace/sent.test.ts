import { describe, expect, test } from 'vitest';
import type { Pass, Path, Trace } from '../../../app/trace/hop.ts';
import { judgeSent, type Counted } from '../../../app/trace/sent.ts';

const pass = (host: string, device: string, side: Pass['side']): Pass => ({
  host: `lab:${host}`,
  netns: '',
  device,
  side,
});
const path = (passes: readonly Pass[], arrives = true): Path => ({
  ...{ from: '10.0.0.1', to: '10.0.0.2', hops: [], passes },
  end: { arrives, host: 'lab:beta', netns: '', table: 'address', why: 'beta is said to drop it' },
});
const there = [
  pass('alpha', 'vx0', 'tx'),
  pass('alpha', 'eth0', 'tx'),
  pass('beta', 'eth0', 'rx'),
  pass('beta', 'vx0', 'rx'),
];
const back = [pass('beta', 'vx0', 'tx'), pass('alpha', 'vx0', 'rx')];
const traced = (arrives = true): Trace => ({ arrives, there: path(there, arrives), back: path(back), notLookedAt: [] });

/** Counters of the devices that counted one more packet. */
function counted(seen: readonly Pass[], more: Record<string, number> = {}): Counted {
  const all = ['lab:alpha', 'lab:beta'].map((host) => {
    const own = [...there, ...back].filter((one) => one.host === host);
    const of = own.map((one) => [`${one.device} ${one.side}_packets`, seen.includes(one) ? 8 : 7] as const);
    return [`${host}|`, new Map([...of, ...(host === 'lab:beta' ? Object.entries(more) : [])])] as const;
  });
  return new Map(all);
}

const BEFORE = counted([], { UdpNoPorts: 0, IpInReceives: 3 });

describe('one packet beside the prediction', () => {
  test('both say that it arrives', () => {
    const found = judgeSent(traced(), 'ping', 'answered', BEFORE, counted([...there, ...back]));
    expect(found).toMatchObject({ agrees: true, parts: null, rose: [] });
  });

  test('it is lost: the first device that did not count it is where they part', () => {
    const found = judgeSent(
      traced(),
      'ping',
      'silent',
      BEFORE,
      counted(there.slice(0, 3), { UdpNoPorts: 1, IpInReceives: 9 }),
    );
    expect(found.agrees).toBe(false);
    expect(found.parts).toMatchObject({
      way: 'there',
      at: { host: 'lab:beta', device: 'vx0' },
      after: { device: 'eth0' },
    });
    expect(found.rose).toEqual([{ host: 'lab:beta', netns: '', name: 'UdpNoPorts', by: 1 }]);
    expect(found.says).toContain('last seen on eth0 of lab:beta');
  });

  test('it is lost on the way back', () => {
    const found = judgeSent(traced(), 'ping', 'silent', BEFORE, counted([...there, ...back.slice(0, 1)]));
    expect(found.parts).toMatchObject({ way: 'back', at: { host: 'lab:alpha', device: 'vx0' } });
  });

  test('it is answered though it should be lost', () => {
    const found = judgeSent(traced(false), 'ping', 'answered', BEFORE, counted(there));
    expect(found).toMatchObject({ agrees: false, parts: null });
    expect(found.says).toContain('beta is said to drop it');
  });

  test('nothing answers a datagram: counters alone say whether it came', () => {
    expect(judgeSent(traced(), 'udp', 'unknown', BEFORE, counted(there)).agrees).toBe(true);
    expect(judgeSent(traced(), 'udp', 'unknown', BEFORE, counted(there.slice(0, 2))).parts?.at).toEqual(there[2]);
  });

  test('counters that could not be read prove nothing', () => {
    expect(judgeSent(traced(), 'ping', 'silent', new Map(), new Map())).toMatchObject({ agrees: false, parts: null });
  });
});
