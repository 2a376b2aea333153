import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { holds, simulate, type Step } from '../../../app/noun/step.ts';
import { invert } from '../../../app/plan/invert.ts';
import { arbitraryWalk, walk } from './arbitrary-step.ts';
import { candidate, countOf, KINDS } from './candidates.ts';
import { isFeasible } from './feasible.ts';
import { sorted, START } from './world.ts';

/** One of each, so that there is something to be changed and removed for every kind of step. */
const FULL: readonly Step[] = [
  { do: 'netns-add', name: 'red' },
  { do: 'link-add-bridge', netns: '', name: 'br0', vlanDefaultPvid: 1 },
  { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb' } },
  { do: 'link-set-master', netns: '', name: 'va', master: 'br0' },
  { do: 'link-altname-add', netns: '', name: 'va', altname: 'other' },
  {
    ...{ do: 'link-add-vxlan', netns: '', name: 'vx0', mac: '02:00:00:00:00:01' },
    vxlan: { dstport: 4791, external: true, vnifilter: true },
  },
  { do: 'vni-add', netns: '', dev: 'vx0', vni: 10, vniEnd: 11, remote: '192.168.64.4' },
  ...['br0', 'vx0', 'va', 'vb'].map((name): Step => ({ do: 'link-set-up', netns: '', name, up: true })),
  { do: 'address-add', netns: '', dev: 'vx0', address: '10.0.0.1/24' },
  { do: 'route-add', netns: '', family: 'inet', dst: '10.2.0.0/16', dev: 'vx0' },
  {
    ...{ do: 'fdb-append', netns: '', dev: 'vx0', mac: FLOOD_MAC, dst: '192.168.64.5' },
    ...{ owner: 'self', state: 'permanent' },
  },
  { do: 'neighbour-proxy-add', netns: '', dev: 'vx0', dst: '10.0.0.2' },
  { do: 'neighbour-add', netns: '', dev: 'vx0', dst: '10.0.0.1', mac: '02:00:00:00:00:02', state: 'permanent' },
  { do: 'forward-accept-add', netns: '', family: 'inet', in: 'br0', out: 'vx0' },
  candidate('file-write', 0),
];
const WORLD = FULL.reduce<Tables>(simulate, START);

/** What a plan would bring back in the end all the same: here each step stands alone, so that a broken inverse is found. */
test.each(KINDS)(
  '%s is taken back by its own inverse, without the rest of a plan',
  (kind) => {
    let changed = 0;
    fc.assert(
      fc.property(arbitraryWalk(4), fc.nat(5_000), (picks, start) => {
        const { after: before } = walk(WORLD, picks);
        const tries = Array.from({ length: Math.min(200, countOf(kind)) }, (_, at) => candidate(kind, start + at));
        const step = tries.find((one) => isFeasible(before, one) && !holds(before, one));
        if (step === undefined) return;
        const after = simulate(before, step);
        changed += JSON.stringify(sorted(after)) === JSON.stringify(sorted(before)) ? 0 : 1;
        expect(sorted(invert(step, before).reduce(simulate, after))).toEqual(sorted(before));
      }),
      { numRuns: 40, seed: 11 },
    );
    expect(changed).toBeGreaterThan(0);
  },
  120_000,
);
