import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DoctorView } from '../../../app/contract/doctor-view.ts';
import type { Host } from '../../../app/contract/host.ts';
import { Doctor } from '../../../renderer/doctor/doctor.svelte.ts';
import { QuietLook } from '../../../renderer/doctor/quiet-look.svelte.ts';
import { ALL, type Scope } from '../../../renderer/doctor/scope.ts';
import { FakeMain, later, value } from '../ssh/fake-main.ts';

const view = (id: string): DoctorView => ({
  ...{ id, hosts: ['lab:alpha'], probes: false, at: 1, durationMs: 1, healthy: true },
  ...{ findings: [], notLookedAt: [], checked: [] },
});
const host = (status: Host['status']): Host => ({
  id: 'lab:alpha',
  name: 'alpha',
  kind: 'lab',
  status,
  writable: true,
});
let main: FakeMain;

beforeEach(() => {
  vi.useFakeTimers();
  main = new FakeMain();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the quiet look', () => {
  test('asks for tables only, each minute, and not at all while nobody is connected', async () => {
    const quiet = new QuietLook();
    let hosts: readonly Host[] = [host('connecting')];
    main.answers['doctor.run'] = value(view('q'));
    quiet.start(() => hosts);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(main.asked('doctor.run')).toEqual([]);
    hosts = [host('online')];
    main.tell('hosts.changed', hosts);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(main.asked('doctor.run')).toEqual([
      expect.objectContaining({ hosts: ['lab:alpha'], probes: false, quiet: true }),
    ]);
    expect(quiet.view?.id).toBe('q');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(main.asked('doctor.run')).toHaveLength(3);
    hosts = [host('lost')];
    main.tell('hosts.changed', hosts);
    expect(quiet.view).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(main.asked('doctor.run')).toHaveLength(3);
  });

  test('looks soon after a change, not again for each reading of a host, and once at a time', async () => {
    const quiet = new QuietLook();
    const slow = later();
    main.answers['doctor.run'] = value(view('q'));
    quiet.start(() => [host('online')]);
    await vi.advanceTimersByTimeAsync(5_000);
    for (let times = 0; times < 9; times += 1) main.tell('hosts.changed', [host('online')]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(main.asked('doctor.run')).toHaveLength(1);
    main.answers['doctor.run'] = slow.answer;
    main.tell('apply.progress', { phase: 'ended' });
    await vi.advanceTimersByTimeAsync(5_000);
    main.tell('apply.progress', { phase: 'ended' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(main.asked('doctor.run')).toHaveLength(2);
    slow.give({ ok: true, value: view('r') });
    await vi.advanceTimersByTimeAsync(61_000);
    expect(main.asked('doctor.run')).toHaveLength(3);
  });
});

describe('a look that somebody waits for', () => {
  const pair: Scope = { kind: 'pair', pair: ['lab:alpha', 'lab:beta'] };

  test('ends the one before, whose late answer is not taken; the last answer of each scope stays', async () => {
    const doctor = new Doctor();
    const slow = later();
    main.answers['doctor.run'] = slow.answer;
    const first = doctor.look(ALL, ['lab:alpha'], true);
    main.answers['doctor.run'] = value(view('second'));
    await doctor.look(pair, ['lab:alpha', 'lab:beta'], true);
    slow.give({ ok: true, value: view('first') });
    await first;
    expect(main.asked('doctor.cancel')).toHaveLength(1);
    expect([doctor.of(ALL), doctor.of(pair)?.id, doctor.run]).toEqual([undefined, 'second', undefined]);
  });

  test('cancelled, it leaves what was found before; progress of another is not shown', async () => {
    const doctor = new Doctor();
    doctor.start();
    main.answers['doctor.run'] = value(view('before'));
    await doctor.look(ALL, ['lab:alpha'], true);
    const slow = later();
    main.answers['doctor.run'] = slow.answer;
    const second = doctor.look(ALL, ['lab:alpha'], true);
    main.tell('doctor.progress', { id: 'quiet-1', phase: 'packets', hosts: [] });
    expect(doctor.progress).toBeUndefined();
    doctor.cancel();
    slow.give({ ok: true, value: null });
    await second;
    expect([doctor.of(ALL)?.id, doctor.runs(ALL)]).toEqual(['before', false]);
  });

  test('of nobody is not asked', async () => {
    await new Doctor().look(ALL, [], true);
    expect(main.calls).toEqual([]);
  });
});
