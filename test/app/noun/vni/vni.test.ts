import { describe, expect, test } from 'vitest';
import { readRows } from '../../../../app/noun/rows.ts';
import { newLink } from '../../../../app/noun/link/rows.ts';
import { EMPTY_TABLES, type Tables } from '../../../../app/noun/snapshot.ts';
import { holds, simulate, type Step } from '../../../../app/noun/step.ts';
import { invert } from '../../../../app/plan/invert.ts';
import { readVnis } from '../../../../app/noun/vni/read.ts';
import { vniPlaces, vniText } from '../../../../app/noun/vni/row.ts';
import { vniChange, type VniStep } from '../../../../app/noun/vni/steps.ts';
import { recorded } from '../recorded.ts';
import type { Json } from '../../../../app/base/json.ts';

const link = {
  ...newLink({ netns: '', name: 'vx0', kind: 'vxlan' }),
  vxlan: { vni: 0, dstport: 4789, ttl: 'auto', external: true, vnifilter: true },
} as const;
const START: Tables = { ...EMPTY_TABLES, link: [link] };
const add = (vni: number, vniEnd?: number, remote?: string): Step => ({
  do: 'vni-add',
  netns: '',
  dev: 'vx0',
  vni,
  ...(vniEnd !== undefined && { vniEnd }),
  ...(remote !== undefined && { remote }),
});
const del = (vni: number, vniEnd?: number): Step => ({
  do: 'vni-del',
  netns: '',
  dev: 'vx0',
  vni,
  ...(vniEnd !== undefined && { vniEnd }),
});
const said = ({ vni }: Tables) =>
  vni.map((row) => `${vniText(row)}${row.remote === undefined ? '' : ` → ${row.remote}`}`);

describe.each(['6.1.0', '6.8.0', '6.17.0'] as const)('bridge -j vni show of iproute2 %s', (version) => {
  test('one VNI with its remote, and a range', () => {
    const items = JSON.parse(recorded(version, 'vni.json')) as Json[];
    const { rows, problems } = readRows('vni', items, 'red', [], readVnis);
    expect(problems).toEqual([]);
    expect(rows.map(({ netns, dev, ...row }) => [netns, dev, vniText(row), row.remote])).toEqual([
      ['red', 'vxext', '100', '192.168.64.5'],
      ['red', 'vxext', '200-210', undefined],
    ]);
  });
});

test('ranges join where they lead the same way, and split where one is taken out', () => {
  expect(said([add(10), add(12), add(11)].reduce(simulate, START))).toEqual(['10-12']);
  expect(said([add(10, 20), del(15)].reduce(simulate, START))).toEqual(['10-14', '16-20']);
  expect(said([add(10, 12), add(11, 11, '192.0.2.1')].reduce(simulate, START))).toEqual(['10', '11 → 192.0.2.1', '12']);
});

test('adding a present one without a remote takes its remote away, and undo gives it back', () => {
  const before = simulate(START, add(100, 100, '192.0.2.1'));
  const step = add(100);
  expect(holds(before, step)).toBe(false);
  const after = simulate(before, step);
  expect(said(after)).toEqual(['100']);
  expect(said(invert(step, before).reduce(simulate, after))).toEqual(said(before));
});

describe('a VNI that leads to another far end', () => {
  const floods = ({ fdb }: Tables) => fdb.map(({ dst, srcVni }) => `${srcVni} → ${dst}`).sort();
  const before = simulate(START, add(100, 102, '192.0.2.1'));

  test('keeps its old flood entry when it is only added again, as the kernel does', () => {
    const after = simulate(before, add(101, 101, '192.0.2.2'));
    expect(floods(after).filter((text) => text.startsWith('101'))).toEqual(['101 → 192.0.2.1', '101 → 192.0.2.2']);
  });

  test('is taken out first, floods to the new one alone, and back', () => {
    const steps = vniChange(add(101, 101, '192.0.2.2') as VniStep, before);
    expect(steps).toEqual([del(101), add(101, undefined, '192.0.2.2')]);
    const after = steps.reduce<Tables>(simulate, before);
    expect(floods(after)).toEqual(['100 → 192.0.2.1', '101 → 192.0.2.2', '102 → 192.0.2.1']);
    const back = vniChange(add(101, 101, '192.0.2.1') as VniStep, after).reduce<Tables>(simulate, after);
    expect(floods(back)).toEqual(floods(before));
    expect(said(back)).toEqual(said(before));
  });

  test('is not taken out where it led nowhere', () => {
    expect(vniChange(add(100, 100, '192.0.2.1') as VniStep, simulate(START, add(100)))).toHaveLength(1);
  });

  test('undo of the bare step floods as before', () => {
    const step = add(101, 101, '192.0.2.2');
    expect(floods(invert(step, before).reduce(simulate, simulate(before, step)))).toEqual(floods(before));
  });
});

describe('a device with VNIs that lead somewhere, made again', () => {
  const removal: Step = { do: 'link-del', netns: '', name: 'vx0' };
  const other: Step = {
    ...{ do: 'fdb-append', netns: '', dev: 'vx0', mac: '00:00:00:00:00:00', dst: '192.0.2.9', srcVni: 101, vni: 101 },
    ...{ owner: 'self', state: 'permanent' },
  };
  const floods = ({ fdb }: Tables) => fdb.map(({ dst, srcVni }) => `${srcVni} → ${dst}`).sort();

  test('has their flood entries by itself, and only others are appended', () => {
    const before = [add(100, 102, '192.0.2.1'), other].reduce(simulate, START);
    const back = invert(removal, before);
    expect(back.filter(({ do: what }) => what === 'fdb-append')).toEqual([other]);
    expect(floods(back.reduce(simulate, simulate(before, removal)))).toEqual(floods(before));
  });

  test('loses again the one that somebody had taken away', () => {
    const full = simulate(START, add(100, 101, '192.0.2.1'));
    const before = { ...full, fdb: full.fdb.filter(({ srcVni }) => srcVni === 100) };
    const back = invert(removal, before);
    expect(floods(back.reduce(simulate, simulate(before, removal)))).toEqual(['100 → 192.0.2.1']);
  });
});

test('they go with their device, and are asked for only where a device filters them', () => {
  const before = simulate(START, add(100));
  expect(said(simulate(before, { do: 'link-del', netns: '', name: 'vx0' }))).toEqual([]);
  expect([...vniPlaces(START)]).toEqual(['']);
  expect([...vniPlaces(EMPTY_TABLES)]).toEqual([]);
});
