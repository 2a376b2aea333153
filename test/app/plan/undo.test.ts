import { describe, expect, test } from 'vitest';
import type { Tables } from '../../../app/model/snapshot.ts';
import { planHost, type Plan } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/plan/step.ts';
import { planUndo } from '../../../app/plan/undo.ts';
import { START } from './world.ts';

const MAC = '02:00:00:00:00:07';
const entry = { netns: '', dev: 'vx0', mac: MAC, owner: 'self', state: 'permanent' } as const;
const neighbour = { netns: '', dev: 'vx0', dst: '10.0.0.9' } as const;

/** A tunnel with one FDB entry and one neighbour. */
const BEFORE = [
  { do: 'link-add-vxlan', netns: '', name: 'vx0', vxlan: { vni: 7, dstport: 4789 } },
  { ...entry, do: 'fdb-add', dst: '10.0.0.1' },
  { ...neighbour, do: 'neighbour-add', mac: MAC, state: 'permanent' },
].reduce((tables, step) => simulate(tables, step as Step), START);

function made(before: Tables, ...steps: Step[]): { readonly plan: Plan; readonly after: Tables } {
  const plan = planHost(
    'local',
    before,
    steps.map((step) => ({ step, why: '' })),
  );
  return { plan: { title: 'a change', hosts: [plan] }, after: steps.reduce(simulate, before) };
}

function undone(
  plan: Plan,
  today: Tables,
): { readonly steps: readonly Step['do'][]; readonly left: readonly unknown[] } {
  const { plan: undo, problems } = planUndo(plan, new Map([['local', today]]));
  return {
    steps: undo.hosts.flatMap(({ steps }) => steps.map(({ step }) => step.do)),
    left: problems.map(({ facts }) => facts.what),
  };
}

describe('undoing a removal', () => {
  const removals: readonly (readonly [string, Step, Step])[] = [
    ['an FDB entry', { ...entry, do: 'fdb-del', dst: '10.0.0.1' }, { ...entry, do: 'fdb-add', dst: '10.0.0.2' }],
    [
      'a neighbour',
      { ...neighbour, do: 'neighbour-del' },
      { ...neighbour, do: 'neighbour-add', mac: '02:00:00:00:00:08', state: 'permanent' },
    ],
  ];

  test.each(removals)('of %s brings it back', (_, removal) => {
    const { plan, after } = made(BEFORE, removal);
    expect(undone(plan, after)).toMatchObject({ steps: [expect.stringMatching(/add|replace/)], left: [] });
  });

  test.each(removals)(
    'of %s leaves alone what somebody else has put in its place, and says so',
    (_, removal, other) => {
      const { plan, after } = made(BEFORE, removal);
      const { steps, left } = undone(plan, simulate(after, other));
      expect(steps).toEqual([]);
      expect(left).toHaveLength(1);
    },
  );
});

test('undoing a replacement brings the old one back as long as ours stands', () => {
  const { plan, after } = made(BEFORE, { ...entry, do: 'fdb-replace', dst: '10.0.0.3' });
  expect(undone(plan, after)).toEqual({ steps: ['fdb-replace'], left: [] });
  const moved = simulate(after, { ...entry, do: 'fdb-replace', dst: '10.0.0.4' });
  expect(undone(plan, moved).steps).toEqual([]);
});

test('undoing on a host that is not here does nothing, and says so', () => {
  const { plan } = made(BEFORE, { ...entry, do: 'fdb-del', dst: '10.0.0.1' });
  expect(planUndo(plan, new Map())).toMatchObject({ plan: { hosts: [] }, problems: [{ code: 'undo-skipped' }] });
});
