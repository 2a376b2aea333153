import { describe, expect, test } from 'vitest';
import { decidedIn } from '../../../app/trace/decided.ts';
import type { Hop, Trace } from '../../../app/trace/hop.ts';
import { LANE, pictureOf } from '../../../app/trace/picture.ts';
import { seenOf } from '../../../app/trace/seen.ts';
import type { Sent } from '../../../app/trace/sent.ts';
import { linesBetween } from '../../../app/trace/svg.ts';

const hop = (host: 'a' | 'b', device: string, more: Partial<Hop> = {}): Hop => ({
  ...{ host: `lab:${host}`, netns: '', table: 'route', row: `10.0.0.0/24 dev ${device} proto kernel`, device },
  ...{ says: 'it leaves', instead: [], command: 'ip route get' },
  ...more,
});
const end = (host: 'a' | 'b', arrives: boolean) =>
  ({ arrives, host: `lab:${host}`, netns: '', table: 'address', why: 'w' }) as const;
const HOPS = [hop('a', 'veth', { instead: ['10.0.0.0/8 dev other'] }), hop('a', 'vx'), hop('b', 'vx')];
const TRACE: Trace = {
  arrives: true,
  there: { from: '1', to: '2', hops: HOPS, passes: [], end: end('b', true) },
  back: { from: '2', to: '1', hops: [hop('b', 'vx')], passes: [], end: end('a', true) },
  notLookedAt: [],
};
const sent = (change: Partial<Sent>): Sent => ({
  ...{ command: 'ping', answer: 'answered', agrees: true, parts: null, rose: [], says: '' },
  ...change,
});
const lost = (way: 'there' | 'back', host: 'a' | 'b', device: string): Partial<Sent> => ({
  ...{ answer: 'silent', agrees: false },
  parts: { way, at: { host: `lab:${host}`, netns: '', device, side: 'tx' }, says: '' },
});

describe('the picture', () => {
  test('no two boxes of a lane overlap, and each stays in its lane', () => {
    const { boxes, lanes, height } = pictureOf(TRACE);
    for (const { x } of lanes) {
      const own = boxes.filter((box) => box.x >= x && box.x < x + LANE).sort((a, b) => a.y - b.y);
      own
        .slice(1)
        .forEach((box, at) => expect(box.y).toBeGreaterThanOrEqual((own[at]?.y ?? 0) + (own[at]?.height ?? 0)));
      expect(Math.max(...own.map((box) => box.x + box.width))).toBeLessThanOrEqual(x + LANE);
    }
    expect(Math.max(...boxes.map((box) => box.y + box.height))).toBeLessThan(height);
  });

  test('what would have decided stands dashed under its hop, and no line leads there', () => {
    const { boxes } = pictureOf(TRACE);
    expect(boxes.map(({ kind, way }) => `${kind} ${way}`)).toEqual([
      ...['hop there', 'instead there', 'hop there', 'hop there', 'arrives there', 'hop back', 'arrives back'],
    ]);
    expect(linesBetween(boxes).map(({ way }) => way)).toEqual(['there', 'there', 'there', 'back']);
  });

  test('the column that decided is marked in its row', () => {
    const [line] = pictureOf(TRACE).boxes[0]?.lines.filter(({ strong }) => strong !== undefined) ?? [];
    expect(line?.text.slice(...(line.strong ?? []))).toBe('dev veth');
    const row = '192.168.64.14 dev eth0 lladdr 02:00:c0:a8:40:0e STALE';
    const long = pictureOf({
      ...TRACE,
      there: { ...TRACE.there, hops: [hop('a', 'eth0', { table: 'neighbour', row })] },
    });
    const marked = long.boxes[0]?.lines.filter(({ strong }) => strong !== undefined);
    expect(marked?.map(({ text, strong = [0, 0] }) => text.slice(...strong))).toEqual(['lladdr 02:00:c0:a8:40:0e']);
    expect(decidedIn({ table: 'fdb', row: '02:00:00:00:00:01 dev vx dst 10.0.0.1 self' })).toBe('dst 10.0.0.1');
    expect(decidedIn({ table: 'fdb', row: '02:00:00:00:00:01 dev veth0 master br0' })).toBe('dev veth0');
    expect(decidedIn({ table: 'neighbour', row: '' })).toBeUndefined();
  });

  test('a long name is cut and a text of many lines stays in its box', () => {
    const says = 'x'.repeat(500);
    const { boxes } = pictureOf({ ...TRACE, there: { ...TRACE.there, hops: [hop('a', 'd'.repeat(90), { says })] } });
    expect(Math.max(...boxes.flatMap(({ lines }) => lines.map(({ text }) => text.length)))).toBeLessThanOrEqual(46);
    expect(boxes[0]?.lines.length).toBeLessThanOrEqual(5);
  });
});

describe('how far one real packet came', () => {
  test.each([
    ['answered: all of both ways', sent({}), 4, 2],
    ['lost where the tables say', sent({ answer: 'silent' }), 4, 2],
    ['parted there at a device', sent(lost('there', 'b', 'vx')), 2, 0],
    ['parted back: the way there was whole', sent(lost('back', 'b', 'vx')), 4, 0],
    ['nothing counted it, and no answer', sent({ answer: 'silent', agrees: false }), 3, 1],
    ['never sent', sent({ answer: 'not-sent' }), 0, 0],
  ])('%s', (_what, one, there, back) => {
    expect([seenOf(one, 'there', HOPS), seenOf(one, 'back', TRACE.back.hops)]).toEqual([there, back]);
  });
});
