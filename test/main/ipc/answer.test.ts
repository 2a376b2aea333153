import { describe, expect, test, vi } from 'vitest';
import { answerCall, isOurPage } from '../../../main/ipc/answer.ts';
import type { Handlers } from '../../../main/ipc/handlers-type.ts';

const handlers = (some: Partial<Handlers>) => Promise.resolve(some as Handlers);

describe('answerCall', () => {
  test('hands the parsed argument on and the answer back', async () => {
    const heard: unknown[] = [];
    const keep: Handlers['lab.keep'] = async (argument) => {
      heard.push(argument);
      return { ok: true, value: { running: true, outlives: argument.keep, owned: true } };
    };
    const answer = await answerCall(handlers({ 'lab.keep': keep }), 'lab.keep', { keep: true, smuggled: 1 });
    expect(answer).toEqual({ ok: true, value: { running: true, outlives: true, owned: true } });
    expect(heard).toEqual([{ keep: true }]);
  });

  test.each([
    ['lab.keep', { keep: 'yes' }, 'keep', 'keep'],
    ['feed.subscribe', { host: 'nowhere' }, 'host', 'host'],
    ['link.suggest', { hosts: ['lab:alpha', 7] }, 'hosts.1', 'hosts 7'],
    ['plan.apply', undefined, 'argument', 'argument'],
    ['app.state', { unasked: true }, 'argument', 'argument'],
  ] as const)('%s with %j points at %s, says %s and calls nothing', async (name, argument, field, said) => {
    const handler = vi.fn();
    const answer = await answerCall(handlers({ [name]: handler }), name, argument);
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'bad-input', where: { field }, facts: { field: said } },
    });
    expect(handler).not.toHaveBeenCalled();
  });

  test('a handler that throws is a bug with its message, not a rejection', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = () => Promise.reject(new Error('out of cheese'));
    const answer = await answerCall(handlers({ 'lab.stop': broken }), 'lab.stop', undefined);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'bug', facts: { message: 'out of cheese' } } });
  });

  test('a backend that never came up answers every call with its reason', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const answer = await answerCall(Promise.reject(new Error('no lab')), 'app.state', undefined);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'bug', facts: { message: 'no lab' } } });
  });
});

describe('isOurPage', () => {
  const ours = { url: 'app://overlane/index.html', parent: null };
  test.each([
    ['our page', ours, true],
    ['a frame inside our page', { url: 'app://overlane/index.html', parent: ours }, false],
    ['another origin that starts like ours', { url: 'app://overlane.example/index.html', parent: null }, false],
    ['an empty page', { url: 'about:blank', parent: null }, false],
    ['a frame that is gone', null, false],
  ] as const)('%s: %s', (_name, frame, expected) => expect(isOurPage(frame, 'app://overlane')).toBe(expected));
});
