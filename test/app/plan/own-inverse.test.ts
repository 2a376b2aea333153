import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { holds, simulate, type Step } from '../../../app/noun/step.ts';
import { invert } from '../../../app/plan/invert.ts';
import { arbitraryWalk, walk } from './arbitrary-step.ts';
import { candidate, countOf } from './candidates.ts';
import { isFeasible } from './feasible.ts';
import { sorted, START } from './world.ts';

/** Those whose rows a plan would bring back in the end all the same: here each stands alone. */
const ALONE = [
  'link-set-mtu',
  'link-set-mac',
  'link-altname-del',
  'fdb-del',
  'link-set-addrgenmode',
  'port-set',
  'vlan-add',
  'vlan-del',
] as const satisfies readonly Step['do'][];

const PORT = [
  { do: 'link-add-bridge', netns: '', name: 'br0', vlanDefaultPvid: 1 },
  { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb' } },
  { do: 'link-set-master', netns: '', name: 'va', master: 'br0' },
] as const satisfies readonly Step[];
const WITH_PORT = PORT.reduce<Tables>(simulate, START);

test.each(ALONE)(
  '%s is taken back by its own inverse, without the rest of a plan',
  (kind) => {
    const seen: Step[] = [];
    fc.assert(
      fc.property(arbitraryWalk(6), fc.nat(5_000), (picks, start) => {
        const { after: before } = walk(WITH_PORT, picks);
        const tries = Array.from({ length: Math.min(40, countOf(kind)) }, (_, at) => candidate(kind, start + at));
        const step = tries.find((one) => isFeasible(before, one) && !holds(before, one));
        if (step === undefined) return;
        seen.push(step);
        const end = invert(step, before).reduce(simulate, simulate(before, step));
        expect(sorted(end)).toEqual(sorted(before));
      }),
      { numRuns: 150 },
    );
    expect(seen.length).toBeGreaterThan(0);
  },
  120_000,
);
