import * as v from 'valibot';
import { expect, test } from 'vitest';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { driftOf } from '../../../app/overlay/drift.ts';
import { OverlayFile } from '../../../app/overlay/overlay.ts';
import { planOverlay } from '../../../app/overlay/overlay-plan.ts';
import type { Step } from '../../../app/noun/step.ts';
import { after, damaged, hostAt, snapshotsOf, worldOf } from './hosts.ts';

const world = worldOf(3);
const built = (mode: 'bridged' | 'flannel') => {
  const members = [1, 2, 3].map((at) => ({ host: hostAt(at) }));
  const spec = completeOverlay(
    v.parse(OverlayFile, { name: 'blue', mode, prefixes: ['10.7.0.0/16'], members }),
    snapshotsOf(world),
  ).spec!;
  return { spec, tables: after(world, planOverlay({ spec, tables: world })) };
};

/** What is told after a step, and what is told when the plan that follows from it has run. */
function around(mode: 'bridged' | 'flannel', step: Step): { readonly told: readonly string[]; readonly left: number } {
  const { spec, tables } = built(mode);
  const broken = damaged(tables, hostAt(1), step);
  const told = driftOf(spec, hostAt(1), broken.get(hostAt(1))!).map(({ kind, what }) => `${kind}: ${what}`);
  const mended = after(broken, planOverlay({ spec, before: spec, tables: broken }));
  return { told, left: driftOf(spec, hostAt(1), mended.get(hostAt(1))!).length };
}

test('a bridge entry on the tunnel that keeps the traffic of a peer on this host is told and removed', () => {
  const mac = '02:00:00:00:0b:0b';
  const step = { do: 'fdb-add', netns: '', dev: 'vxlan42', mac, owner: 'master', state: 'permanent' } as const;
  expect(around('bridged', step as Step)).toEqual({
    told: [`extra: bridge entry ${mac} permanent on vxlan42, which keeps what is for it on this host`],
    left: 0,
  });
});

test('a route that leads as declared, made without onlink, is as declared; it goes with its overlay', () => {
  const { spec, tables } = built('flannel');
  const bare: typeof tables = new Map(
    [...tables].map(([host, one]) => [host, { ...one, route: one.route.map((row) => ({ ...row, flags: [] })) }]),
  );
  expect(tables.get(hostAt(1))!.route.filter(({ flags }) => flags.includes('onlink'))).toHaveLength(3);
  expect(driftOf(spec, hostAt(1), bare.get(hostAt(1))!)).toEqual([]);
  expect(planOverlay({ spec, before: spec, tables: bare }).hosts).toEqual([]);
  const without = { ...spec, members: spec.members.slice(0, 2) };
  const gone = planOverlay({ spec: without, before: spec, tables: bare }).hosts[0]!.steps.map(({ step }) => step);
  expect(gone).toContainEqual(expect.objectContaining({ do: 'route-del', dst: spec.members[2]!.subnets[0] }));
});

test('a route inside a peer’s subnet that wins over the overlay’s is told and removed; one beside it is nobody’s business', () => {
  const { spec } = built('flannel');
  const [subnet = ''] = spec.members[1]!.subnets;
  const half = subnet.replace(/\/24$/, '/25');
  const blackhole = (dst: string) => ({ do: 'route-add', netns: '', family: 'inet', type: 'blackhole', dst }) as Step;
  expect(around('flannel', blackhole(half))).toEqual({
    told: [`extra: route ${half} blackhole, in front of ${subnet}`],
    left: 0,
  });
  expect(around('flannel', blackhole('10.200.0.0/25')).told).toEqual([]);
});
