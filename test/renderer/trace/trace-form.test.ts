import { expect, test } from 'vitest';
import type { TraceView } from '../../../app/contract/doctor-view.ts';
import type { PathEnd } from '../../../app/trace/hop.ts';
import { EMPTY_FORM, askedOf, errorsOf, formOf, type TraceForm } from '../../../renderer/trace/trace-form.ts';
import { traceVerdict } from '../../../renderer/trace/trace-words.ts';

const form = (change: Partial<TraceForm>): TraceForm => ({
  ...EMPTY_FORM,
  host: 'lab:alpha',
  to: '10.0.0.2',
  ...change,
});

test('a complete question is asked with nothing that was left empty', () => {
  expect(askedOf(form({ netns: 'red' }))).toEqual({
    ...{ host: 'lab:alpha', netns: 'red', address: '10.0.0.2', protocol: 'icmp', size: 84, send: false },
  });
  expect(askedOf(form({ protocol: 'tcp', port: '443', from: ' 10.0.0.1 ' }))).toMatchObject({
    port: 443,
    from: '10.0.0.1',
  });
});

test.each([
  [{ host: '' }, 'Choose where it starts'],
  [{ to: ' ' }, 'Type the address where it is to arrive'],
  [{ to: 'beta' }, 'One field is not valid'],
  [{ protocol: 'udp' }, 'UDP needs a port'],
  [{ size: '27' }, 'One field is not valid'],
  [{ from: 'fd00::1' }, 'One field is not valid'],
  [{ size: '1e3', to: '10.0.0' }, '2 fields are not valid'],
] as const)('%j says why it cannot be asked yet', (change, why) => {
  expect(askedOf(form(change))).toBe(why);
});

test('an empty field is not called wrong, and a port of ping is not looked at', () => {
  expect(errorsOf(form({ to: '', port: 'x' }))).toEqual({});
  expect(errorsOf(form({ port: '0', protocol: 'tcp' }))).toEqual({ port: 'must be 1 to 65535' });
});

test('a place fills in what it knows, and one without ends keeps what was typed', () => {
  const typed = form({ from: '10.0.0.9', protocol: 'tcp', port: '22' });
  expect(formOf({ page: 'trace' }, typed)).toBe(typed);
  expect(formOf({ page: 'trace', from: { host: 'lab:beta', netns: 'red' }, to: '10.0.0.7' }, typed)).toMatchObject({
    ...{ host: 'lab:beta', netns: 'red', to: '10.0.0.7', from: '', protocol: 'tcp' },
  });
});

test('the verdict says where it stops, on which way, and what the real packet did', () => {
  const end = (arrives: boolean): PathEnd => ({
    arrives,
    host: 'lab:beta',
    netns: 'red',
    table: 'fdb',
    why: 'no entry',
  });
  const path = (arrives: boolean) => ({ from: '', to: '', hops: [], passes: [], end: end(arrives) });
  const view = (there: boolean, back: boolean, more: Partial<TraceView> = {}): TraceView => ({
    ...{
      id: 'a',
      at: 0,
      asked: { host: 'lab:alpha', netns: '', address: '10.0.0.2', protocol: 'icmp', size: 84, send: false },
    },
    trace: { arrives: there && back, there: path(there), back: path(back), notLookedAt: [] },
    ...more,
  });
  expect(traceVerdict(view(true, true))).toEqual({
    tone: 'good',
    title: 'By the tables it arrives at 10.0.0.2, and the answer comes back',
    lines: [],
  });
  expect(traceVerdict(view(false, true))).toEqual({
    tone: 'bad',
    title: 'By the tables it stops at red on beta',
    lines: ['No entry.'],
  });
  expect(traceVerdict(view(true, false)).title).toBe(
    'By the tables it arrives at 10.0.0.2, but the answer stops at red on beta',
  );
  const sent = {
    command: 'ping',
    answer: 'silent',
    agrees: false,
    parts: null,
    says: 'It did not.',
    rose: [{ host: 'lab:beta', netns: '', name: 'UdpNoPorts', by: 1 }],
  } as const;
  expect(traceVerdict(view(true, true, { sent }))).toMatchObject({
    tone: 'bad',
    lines: ['It did not.', 'UdpNoPorts of beta rose by 1.'],
  });
});
