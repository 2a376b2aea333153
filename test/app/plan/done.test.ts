import { expect, test } from 'vitest';
import { fdbEntryKey } from '../../../app/noun/fdb/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { countDone, leftBehind } from '../../../app/plan/done.ts';
import { pendingOf, planHost, rollbackOf } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { START } from './world.ts';

const made = [
  { do: 'link-add-bridge', netns: '', name: 'br0' },
  { do: 'link-add-vxlan', netns: '', name: 'vx0', mac: '02:00:00:00:00:01', vxlan: { vni: 7, dstport: 4789 } },
  { do: 'link-set-master', netns: '', name: 'vx0', master: 'br0' },
] as const satisfies readonly Step[];
const base: Tables = made.reduce(simulate, START);
const place = { netns: '', dev: 'vx0', mac: '02:00:00:00:00:02' };
const step: Step = { do: 'fdb-add', ...place, owner: 'master', state: 'static', flags: ['extern_learn'] };
const plan = planHost('local', base, [{ step, why: '' }]);

test('what was stored otherwise than asked is done, and is taken back', () => {
  // A bridge drops the state of what is learned elsewhere (6.18).
  const fields = { ...place, master: 'br0' };
  const row = { ...fields, key: fdbEntryKey(fields), state: '', flags: ['extern_learn'], raw: {} };
  const now: Tables = { ...base, fdb: [...base.fdb, row] };
  expect(countDone(plan, base, now)).toBe(1);
  expect(leftBehind(plan, base, now)).toEqual(['FDB entry 02:00:00:00:00:02 on vx0']);
  const back = pendingOf(now, rollbackOf(plan));
  expect(back).toMatchObject([{ do: 'fdb-del' }]);
  expect(leftBehind(plan, base, back.reduce(simulate, now))).toEqual([]);
});

test('what had no effect is not done', () => {
  expect(countDone(plan, base, base)).toBe(0);
  expect(leftBehind(plan, base, base)).toEqual([]);
});
