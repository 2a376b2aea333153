import { describe, expect, test } from 'vitest';
import { parseOffloads } from '../../../../app/noun/offload/read.ts';
import { parseSystem } from '../../../../app/noun/system/read.ts';
import { isKernelBefore } from '../../../../app/noun/system/row.ts';
import { EMPTY_TABLES, type Tables } from '../../../../app/noun/snapshot.ts';
import { newLink } from '../../../../app/noun/link/rows.ts';
import { planHost, tablesToRead } from '../../../../app/plan/plan.ts';
import { holds, simulate, type Step } from '../../../../app/noun/step.ts';
import { invert } from '../../../../app/plan/invert.ts';

const vxlan = newLink({ netns: '', name: 'vx', kind: 'vxlan' });
const tables: Tables = { ...EMPTY_TABLES, link: [vxlan] };
const set = (on: boolean): Step => ({ do: 'offload-set', netns: '', dev: 'vx', feature: 'tx-checksum-ip-generic', on });

describe('checksum offload', () => {
  test('is on where nothing was read', () => {
    expect(holds(tables, set(true))).toBe(true);
    expect(holds(tables, set(false))).toBe(false);
  });

  test('is turned off and taken back', () => {
    const off = simulate(tables, set(false));
    expect(holds(off, set(false))).toBe(true);
    expect(invert(set(false), tables)).toEqual([set(true)]);
    expect(simulate(off, set(true))).toEqual(tables);
  });

  test('goes with its device, and comes back with it', () => {
    const off = simulate(tables, set(false));
    const del: Step = { do: 'link-del', netns: '', name: 'vx' };
    expect(simulate(off, del).offload).toEqual([]);
    expect(holds(simulate(off, del), set(false))).toBe(false);
  });

  test('is read for a plan that has to do with it, whatever else that changes', () => {
    const alone = planHost('lab:alpha', tables, [{ step: set(false), why: '' }]);
    expect(tablesToRead(alone)).toEqual(['link', 'offload']);
    const both = planHost('lab:alpha', tables, [
      { step: { do: 'netns-add', name: 'red' }, why: '' },
      { step: set(false), why: '' },
    ]);
    expect(tablesToRead(both)).toEqual(expect.arrayContaining(['netns', 'offload']));
    expect(tablesToRead({ ...both, steps: both.steps.slice(0, 1) })).toBeUndefined();
  });

  test('is listed by the devices that have it off', () => {
    expect(parseOffloads('').rows).toEqual([]);
    expect(parseOffloads('vx1\nvx2\n').rows.map(({ dev }) => dev)).toEqual(['vx1', 'vx2']);
  });
});

test('what a host is', () => {
  const said = parseSystem('kernel 5.4.0-216-generic\nethtool\nsystemd\nNetworkManager\n');
  expect(said.rows).toEqual([
    { key: 'system', netns: '', kernel: '5.4.0-216-generic', networkd: false, networkManager: true, ethtool: true },
  ]);
  expect(parseSystem('').rows).toEqual([]);
});

test.each([
  ['5.4.0-216-generic', true],
  ['4.19.0', true],
  ['5.6.19', true],
  ['5.7.0', false],
  ['5.10.0-30-amd64', false],
  ['6.1.0', false],
  ['unknown', false],
])('kernel %s is before 5.7: %s', (release, expected) => {
  expect(isKernelBefore(release, 5, 7)).toBe(expected);
});
