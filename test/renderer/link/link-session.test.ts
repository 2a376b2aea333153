import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bridge } from '../../../app/contract/ipc.ts';
import { LinkSession } from '../../../renderer/link/link-session.svelte.ts';
import { fakeBridge, type Scenario } from './fake-bridge.ts';

const calls: { readonly name: string; readonly argument: unknown }[] = [];

function bridgeThat(scenario: Scenario, refuse?: string): Bridge {
  const bridge = fakeBridge(scenario);
  return {
    ...bridge,
    call: (async (name: string, argument: unknown) => {
      calls.push({ name, argument });
      const problem = {
        code: 'plan-stale',
        severity: 'error',
        where: {},
        facts: { what: 'link eth0', host: 'alpha' },
        retry: true,
      };
      return name === refuse
        ? { ok: false, problem }
        : await (bridge.call as (name: string, argument: unknown) => Promise<unknown>)(name, argument);
    }) as Bridge['call'],
  };
}

function start(scenario: Scenario = {}, refuse?: string): LinkSession {
  vi.stubGlobal('window', { overlane: bridgeThat(scenario, refuse) });
  return new LinkSession(['lab:alpha', 'lab:beta']);
}

const settle = (ms = 2_000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const named = (name: string): readonly unknown[] =>
  calls.filter((call) => call.name === name).map(({ argument }) => argument);

beforeEach(() => {
  calls.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('filling in', () => {
  test('two hosts are enough: the form is complete and has a plan', async () => {
    const session = start();
    expect(session.blocked).toContain('still being filled in');
    await settle();
    expect(session.blocked).toBeUndefined();
    expect(session.preview?.plan?.hosts.map(({ host }) => host)).toEqual(['lab:alpha', 'lab:beta']);
  });

  test('typing asks once, after the pause, and not for every key', async () => {
    const session = start();
    await settle();
    calls.length = 0;
    for (const text of ['l', 'la', 'lan']) session.edit('sides.0.bridge', text);
    await settle(100);
    expect(named('plan.preview')).toHaveLength(0);
    await settle();
    expect(named('plan.preview')).toHaveLength(1);
    expect(session.preview?.plan?.hosts[0]?.forward.some(({ text }) => text.includes('name lan '))).toBe(true);
  });

  test('another VNI renames what was not touched, and keeps what was', async () => {
    const session = start();
    await settle();
    session.edit('sides.0.bridge', 'lan');
    session.edit('vni', '99');
    await settle();
    expect(session.form.text).toMatchObject({
      'sides.0.bridge': 'lan',
      'sides.1.bridge': 'br99',
      'sides.0.vxlan': 'vxlan99',
      vni: '99',
    });
  });

  test('a VNI that is none is not asked about, is said on its label and blocks the button; the last plan stays readable', async () => {
    const session = start();
    await settle();
    session.edit('vni', '0');
    await settle();
    expect(session.form.text['sides.0.vxlan']).toBe('vxlan42');
    expect(session.problems.fields.has('vni')).toBe(true);
    expect(session.blocked).toBe('One field needs correcting.');
    expect(session.lastPlan).toBeDefined();
  });

  test('what main finds is said on its label', async () => {
    const session = start();
    await settle();
    session.edit('sides.1.underlayAddress', '192.168.64.11');
    await settle();
    expect([...session.problems.fields.keys()]).toContain('sides.1.underlayAddress');
  });

  test('"as suggested" forgets every edit', async () => {
    const session = start();
    await settle();
    session.edit('sides.0.bridge', 'lan');
    session.reset();
    await settle();
    expect(session.form.text['sides.0.bridge']).toBe('br42');
  });
});

describe('applying', () => {
  test('Enter right after a keystroke applies that keystroke', async () => {
    const session = start();
    await settle();
    session.edit('sides.0.bridge', 'lan');
    void session.apply();
    await settle();
    expect(session.run?.plan.hosts[0]?.forward.some(({ text }) => text.includes('name lan '))).toBe(true);
    expect(session.run?.result?.end).toBe('committed');
  });

  test('pressing twice applies once', async () => {
    const session = start();
    await settle();
    void session.apply();
    void session.apply();
    await settle();
    expect(named('plan.apply')).toHaveLength(1);
  });

  test('a keystroke and two presses apply once', async () => {
    const session = start();
    await settle();
    session.edit('sides.0.bridge', 'lan');
    void session.apply();
    void session.apply();
    await settle();
    expect(named('plan.apply')).toHaveLength(1);
  });

  test('a form with an error is not applied', async () => {
    const session = start();
    await settle();
    session.edit('mtu', '12');
    void session.apply();
    await settle();
    expect(named('plan.apply')).toHaveLength(0);
    expect(session.run).toBeUndefined();
  });

  test('a refused plan comes back as the form, with the reason and a new plan; what was typed is kept', async () => {
    const session = start({}, 'plan.apply');
    await settle();
    session.edit('sides.0.bridge', 'lan');
    await settle();
    const before = session.preview?.plan?.planId;
    void session.apply();
    await settle();
    expect(session.run).toBeUndefined();
    expect(session.problems.general.map(({ code }) => code)).toEqual(['plan-stale']);
    expect(session.form.text['sides.0.bridge']).toBe('lan');
    expect(session.preview?.plan?.planId).not.toBe(before);
  });

  test('the form does not change under a running plan', async () => {
    const session = start({ freezeAt: 3 });
    await settle();
    void session.apply();
    await settle();
    session.edit('sides.0.bridge', 'lan');
    expect(session.form.text['sides.0.bridge']).toBe('br42');
    expect(session.run?.progress).toMatchObject({ phase: 'applying', done: 3 });
  });

  test('after a rollback the same form gets a new plan', async () => {
    const session = start({ end: 'rolled-back' });
    await settle();
    void session.apply();
    await settle();
    expect(session.run?.result?.end).toBe('rolled-back');
    const used = session.run?.plan.planId;
    void session.backToForm();
    await settle();
    expect(session.preview?.plan?.planId).not.toBe(used);
    expect(session.blocked).toBeUndefined();
  });
});

test('hosts that cannot be read leave a reason, not an empty form that looks right', async () => {
  const session = start({}, 'link.suggest');
  await settle();
  expect(session.trouble?.code).toBe('plan-stale');
  expect(session.problems.general).toHaveLength(1);
  expect(session.blocked).toBe('The hosts could not be read.');
});

test('hosts that answer later fill in the form', async () => {
  const session = start({}, 'link.suggest');
  await settle();
  vi.stubGlobal('window', { overlane: bridgeThat({}) });
  session.retry();
  await settle();
  expect(session.blocked).toBeUndefined();
});

describe('the underlay', () => {
  test('that suggests anew while the button is pressed does not lose the press', async () => {
    const session = start({ underlay: 'narrow' });
    await settle();
    session.edit('mtu', '1300');
    session.checkAgain();
    void session.apply();
    await settle();
    expect(named('plan.apply')).toHaveLength(1);
  });

  test('is asked about once, not for each key; again when an address is chosen, and when told to', async () => {
    const session = start();
    await settle();
    for (const text of ['l', 'la', 'lan']) session.edit('sides.0.bridge', text);
    await settle();
    expect(named('link.check')).toEqual([{ hosts: ['lab:alpha', 'lab:beta'], addresses: [null, null], again: false }]);
    session.edit('sides.1.underlayAddress', '192.168.64.');
    await settle();
    expect(named('link.check')).toHaveLength(1);
    session.edit('sides.1.underlayAddress', '192.168.64.12');
    await settle();
    expect(named('link.check').at(-1)).toMatchObject({ addresses: [null, '192.168.64.12'], again: false });
    session.checkAgain();
    await settle();
    expect(named('link.check').at(-1)).toMatchObject({ again: true });
    expect(named('link.check')).toHaveLength(3);
    expect([session.blocked, session.underlay.checking]).toEqual([undefined, false]);
  });

  test('that carries less lowers the MTU, and says so to who raises it, without holding up', async () => {
    const session = start({ underlay: 'narrow' });
    await settle();
    expect([session.form.text.mtu, session.problems.fields.size]).toEqual(['1350', 0]);
    session.edit('mtu', '1450');
    await settle();
    expect(session.problems.fields.get('mtu')).toMatchObject([{ code: 'underlay-path-mtu', severity: 'warning' }]);
    expect(session.blocked).toBeUndefined();
  });

  test('that is cut or whose port is taken holds up; without ping it does not', async () => {
    const cut = start({ underlay: 'cut' });
    await settle();
    expect([...cut.problems.fields.keys()]).toEqual(['sides.1.underlayAddress', 'sides.0.underlayAddress']);
    expect(cut.blocked).toBe('2 fields need correcting.');
    const taken = start({ underlay: 'taken' });
    await settle();
    expect(taken.blocked).toBe('One field needs correcting.');
    taken.edit('port', '8472');
    await settle();
    expect(taken.blocked).toBeUndefined();
    const unasked = start({ underlay: 'no-ping' });
    await settle();
    expect(unasked.problems.fields.get('sides.1.underlayAddress')).toMatchObject([{ severity: 'info' }]);
    expect(unasked.blocked).toBeUndefined();
  });
});
