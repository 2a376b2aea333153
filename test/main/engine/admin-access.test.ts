import { describe, expect, test } from 'vitest';
import { fail, ok, type Problem, type Result } from '../../../app/problem/problem.ts';
import { createAdminAccess, type AdminHelper } from '../../../main/engine/admin-access.ts';

class Helper implements AdminHelper {
  closed = false;
  end!: (why: string) => void;
  readonly ended = new Promise<string>((resolve) => (this.end = resolve));

  async close(): Promise<void> {
    this.closed = true;
    this.end('closed');
  }
}

const DENIED: Problem = { code: 'admin-denied', severity: 'error', where: {}, facts: {}, retry: true };

/** A switch whose answer the test gives by hand. */
function scene() {
  const answers: { readonly give: (result: Result<Helper>) => void; readonly signal: AbortSignal }[] = [];
  const access = createAdminAccess<Helper>({
    start: (signal) =>
      new Promise((give) => {
        answers.push({ give, signal });
        signal.addEventListener('abort', () => give(fail({ ...DENIED, code: 'admin-dismissed' })));
      }),
    installed: () => 'copy',
    direct: false,
  });
  const states: string[] = [];
  access.onChange(() => states.push(access.view().state));
  const asked = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return answers.at(-1)!;
  };
  return { access, states, answers, asked };
}

describe('the switch', () => {
  test('asks once, is on, and off again', async () => {
    const { access, states, answers, asked } = scene();
    expect(access.view()).toEqual({ state: 'off', installed: 'copy', direct: false });
    const first = access.start();
    const second = access.start();
    expect(access.why()).toContain('being asked for');
    const helper = new Helper();
    (await asked()).give(ok(helper));
    expect(await first).toMatchObject({ ok: true, value: { state: 'on' } });
    expect(await second).toEqual(await first);
    expect(answers).toHaveLength(1);
    expect(access.helper()).toBe(helper);
    expect(await access.stop()).toMatchObject({ state: 'off' });
    expect(helper.closed).toBe(true);
    expect(access.view().problem).toBeUndefined();
    expect(states).toEqual(['asking', 'on', 'off']);
  });

  test('says why it did not get on, and forgets that when asked again', async () => {
    const { access, asked } = scene();
    const denied = access.start();
    (await asked()).give(fail(DENIED));
    expect(await denied).toMatchObject({ ok: false, problem: { code: 'admin-denied' } });
    expect(access.view()).toMatchObject({ state: 'off', problem: { code: 'admin-denied' } });
    expect(access.why()).toMatch(/^administrative access is off \(polkit refused: .*[^.]\)$/);
    void access.start();
    expect(access.view()).toEqual({ state: 'asking', installed: 'copy', direct: false });
    await access.stop();
  });

  test('gives up asking', async () => {
    const { access, asked } = scene();
    const starting = access.start();
    await asked();
    expect(await access.stop()).toMatchObject({ state: 'off' });
    expect(await starting).toMatchObject({ ok: false, problem: { code: 'admin-dismissed' } });
  });

  test('closes a helper that came although it was given up', async () => {
    const helper = new Helper();
    const access = createAdminAccess<Helper>({
      start: (signal) => new Promise((give) => signal.addEventListener('abort', () => give(ok(helper)))),
      installed: () => 'no',
      direct: true,
    });
    void access.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await access.stop()).toMatchObject({ state: 'off' });
    expect(helper.closed).toBe(true);
    expect(access.helper()).toBeUndefined();
  });

  test('turns itself off when its helper dies, with the reason, and can be switched on again', async () => {
    const { access, asked } = scene();
    const starting = access.start();
    const helper = new Helper();
    (await asked()).give(ok(helper));
    await starting;
    helper.end('killed');
    await asked();
    expect(access.view()).toMatchObject({
      state: 'off',
      problem: { code: 'admin-ended', facts: { message: 'killed' } },
    });
    expect(access.helper()).toBeUndefined();
    const again = access.start();
    (await asked()).give(ok(new Helper()));
    expect(await again).toMatchObject({ ok: true, value: { state: 'on' } });
  });
});
