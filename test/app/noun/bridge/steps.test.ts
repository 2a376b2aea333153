import { expect, test } from 'vitest';
import { bridgeHas, changedBridge, NEW_BRIDGE } from '../../../../app/noun/bridge/steps.ts';

test('an ageing that spanning tree changes for a moment does not make a step fail; any other one does', () => {
  const moment = (stp: boolean, changing: number) => {
    const bridge = changedBridge(NEW_BRIDGE, { stp, ageing: 30 });
    return { ...bridge, options: { ...bridge.options, topology_change: changing } };
  };
  expect(bridgeHas(moment(true, 1), { ageing: 60 })).toBe(true);
  expect(bridgeHas(moment(true, 0), { ageing: 60 })).toBe(false);
  expect(bridgeHas(moment(false, 1), { ageing: 60 })).toBe(false);
  expect(bridgeHas(moment(true, 1), { ageing: 60, priority: 4096 })).toBe(false);
});
