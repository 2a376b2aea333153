import { expect, test } from 'vitest';
import { newLink } from '../../../app/noun/link/rows.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { countDone } from '../../../app/plan/done.ts';
import { interruptedPlan, tablesBefore, type RowsBefore } from '../../../app/plan/interrupted.ts';
import { pendingOf, planHost, rollbackOf } from '../../../app/plan/plan.ts';
import { sorted, START } from './world.ts';

const BRIDGE = { do: 'link-add-bridge', netns: '', name: 'br0', mac: '02:00:00:00:00:b0' } as const;
const UP = { do: 'link-set-up', netns: '', name: 'br0', up: true } as const;
const ADDRESS = { do: 'address-add', netns: '', dev: 'br0', address: '10.0.0.1/24' } as const;
const STEPS: readonly Step[] = [BRIDGE, UP, ADDRESS];

const planned = (start: Tables, steps: readonly Step[]) =>
  planHost(
    'local',
    start,
    steps.map((step) => ({ step, why: '' })),
  );
const rows = (tables: Tables): RowsBefore => tables as unknown as RowsBefore;

/** The tables after the recovery, as the engine runs it. */
function recovered(plan: ReturnType<typeof planned>, today: Tables, before?: RowsBefore) {
  const own = interruptedPlan(plan, today, before);
  const done = countDone(own.plan, tablesBefore(own.plan, today, before), today);
  const back = pendingOf(today, rollbackOf(own.plan, done));
  return { left: own.left, after: back.reduce(simulate, today) };
}

test.each([0, 1, 2, 3])('what a change did in its first %s steps goes', (count) => {
  const today = STEPS.slice(0, count).reduce(simulate, START);
  expect(sorted(recovered(planned(START, STEPS), today).after)).toEqual(sorted(START));
});

test('another device under the same name, with the same things on it, is left and named', () => {
  const own = newLink({ netns: '', name: 'br0', kind: 'bridge', mac: '02:aa:00:00:00:01', ifindex: 9 });
  const byHand = [UP, ADDRESS].reduce<Tables>(simulate, { ...START, link: [...START.link, own] });
  const { after, left } = recovered(planned(START, STEPS), byHand);
  expect(after).toEqual(byHand);
  expect(left).toEqual([
    {
      what: 'br0',
      now: 'taken by a bridge named br0 (MAC 02:aa:00:00:00:01), which this change did not make',
    },
  ]);
});

test('a device that was there before, and is as the change would have made it, stays; what the change put on it goes', () => {
  const there = simulate(START, BRIDGE);
  const today = STEPS.reduce(simulate, START);
  const { after, left } = recovered(planned(START, STEPS), today, rows({ ...START, link: there.link }));
  expect(after.link.map(({ key }) => key)).toContain('|br0');
  expect(after.address).toEqual([]);
  expect(left).toEqual([]);
});

test('an entry that was there before stays', () => {
  const vxlan = { vni: 7, dstport: 4789 };
  const start = simulate(START, { do: 'link-add-vxlan', netns: '', name: 'vx0', mac: '02:00:00:00:00:77', vxlan });
  const at = { do: 'fdb-add', netns: '', dev: 'vx0', owner: 'self', state: 'permanent' } as const;
  const entry = (mac: string) => ({ ...at, mac, dst: '192.168.64.4' });
  const steps = [entry('02:00:00:00:00:01'), entry('02:00:00:00:00:02')];
  const today = steps.reduce<Tables>(simulate, start);
  const { after } = recovered(planned(start, steps), today, { fdb: rows(today)['fdb']?.slice(0, 1) ?? [] });
  expect(after.fdb.map(({ mac }) => mac)).toEqual(['02:00:00:00:00:01']);
});

test('a device that the change makes anew is its own, and so is the one it found', () => {
  const start = [...STEPS].reduce(simulate, START);
  const anew: readonly Step[] = [
    { do: 'link-del', netns: '', name: 'br0' },
    { ...BRIDGE, mac: '02:00:00:00:00:b1' },
    UP,
  ];
  const plan = planned(start, anew);
  for (const count of [0, 1, 2, 3]) {
    const today = anew.slice(0, count).reduce(simulate, start);
    const { after, left } = recovered(plan, today, rows(start));
    expect(left).toEqual([]);
    expect(after.link.find(({ key }) => key === '|br0')).toMatchObject({ mac: BRIDGE.mac, up: true });
    expect(after.address.map(({ local }) => local)).toEqual(['10.0.0.1']);
  }
});
