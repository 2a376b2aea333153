import { expect, test } from 'vitest';
import { routeHolds, simulateRoute, type RouteStep } from '../../../../app/noun/route/steps.ts';
import { planHost, rollbackOf } from '../../../../app/plan/plan.ts';
import { simulate } from '../../../../app/noun/step.ts';
import { sorted, START } from '../../plan/world.ts';

const WAY = { do: 'route-replace', netns: '', family: 'inet', dst: '10.1.0.0/24', dev: 'eth0' } as const;
const BEFORE = simulateRoute(START, WAY);

test.each<[string, Partial<RouteStep>]>([
  ['the protocol', { protocol: 'static' }],
  ['the protocol by its number', { protocol: '4' }],
  ['onlink', { via: '10.9.0.1', onlink: true }],
])('%s of a route that is equal otherwise is a change, and is taken back', (_, other) => {
  const before = simulateRoute(BEFORE, { ...WAY, ...other, protocol: undefined, onlink: undefined });
  const plan = planHost('local', before, [{ step: { ...WAY, ...other }, why: '' }]);
  expect(plan.steps).toHaveLength(1);
  const after = simulateRoute(before, { ...WAY, ...other });
  expect(routeHolds(after, { ...WAY, ...other })).toBe(true);
  expect(sorted(rollbackOf(plan).reduce(simulate, after))).toEqual(sorted(before));
});

test('a protocol by its number is the one of that name, and one that only the host names is taken for it', () => {
  const bgp = simulateRoute(START, { ...WAY, protocol: 'bgp' });
  expect(routeHolds(bgp, { ...WAY, protocol: '186' })).toBe(true);
  expect(routeHolds(bgp, { ...WAY, protocol: '77' })).toBe(false);
  const own = simulateRoute(START, { ...WAY, protocol: 'ours' });
  expect(routeHolds(own, { ...WAY, protocol: '77' })).toBe(true);
});

test('a step that names no protocol asks for none', () => {
  expect(routeHolds(simulateRoute(START, { ...WAY, protocol: 'zebra' }), WAY)).toBe(true);
});
