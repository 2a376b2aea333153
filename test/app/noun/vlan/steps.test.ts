import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../app/base/json.ts';
import { linkKey } from '../../../../app/noun/link/row.ts';
import type { BridgeVlan } from '../../../../app/noun/vlan/row.ts';
import { EMPTY_TABLES, type Tables } from '../../../../app/noun/snapshot.ts';
import { readBridgeVlans } from '../../../../app/noun/vlan/read.ts';
import { readRows } from '../../../../app/noun/rows.ts';
import { shellText } from '../../../../app/base/shell.ts';
import { checkStep } from '../../../../app/guard/check-step.ts';
import { stepArgv } from '../../../../app/noun/step-argv.ts';
import { planHost, rollbackOf, simulatePlan } from '../../../../app/plan/plan.ts';
import { holds, simulate, type Step } from '../../../../app/noun/step.ts';
import { invert } from '../../../../app/plan/invert.ts';

interface Done {
  readonly step: Step;
  readonly command: string;
  readonly exit: number;
  readonly vlans: readonly Json[];
}

/** What a kernel with VLAN filtering (6.1) did, step by step; this machine's may have none. */
const walk = JSON.parse(
  readFileSync(new URL('../../../fixtures/vlans-6.1.0/walk.json', import.meta.url), 'utf8'),
) as readonly Done[];

/** Without what it was read from, in one order. */
function plain(rows: readonly BridgeVlan[]): readonly unknown[] {
  return rows.map((row) => ({ ...row, raw: {} })).sort((a, b) => a.key.localeCompare(b.key));
}

/** The tables before each step that the kernel did. */
function worlds(): readonly { readonly done: Done; readonly before: Tables }[] {
  let before: Tables = EMPTY_TABLES;
  return walk.flatMap((done) => {
    if (done.exit !== 0) return [];
    const world = { done, before };
    before = simulate(before, done.step);
    return [world];
  });
}

describe('VLANs as the kernel changes them', () => {
  test('commands are those that were recorded', () => {
    expect(walk.map(({ step }) => shellText(stepArgv(step)))).toEqual(walk.map(({ command }) => command));
    expect(walk.filter(({ step, exit }) => step.do === 'vlan-add' && exit === 0).length).toBeGreaterThan(30);
  });

  test('every step leaves the VLANs that the kernel listed after it', () => {
    for (const { done, before } of worlds())
      expect(plain(simulate(before, done.step).vlan), done.command).toEqual(
        plain(readRows('vlan', done.vlans, '', [], readBridgeVlans).rows),
      );
  });

  test('every step holds afterwards', () => {
    for (const { done, before } of worlds())
      expect(holds(simulate(before, done.step), done.step), done.command).toBe(true);
  });

  test('every step and its inverse give the VLANs before it', () => {
    for (const { done, before } of worlds()) {
      const back = invert(done.step, before);
      expect(plain([done.step, ...back].reduce(simulate, before).vlan), done.command).toEqual(plain(before.vlan));
      expect(back.filter((step) => checkStep(step) !== undefined)).toEqual([]);
    }
  });

  test('a plan of many steps is taken back as one', () => {
    const all = worlds();
    for (let from = 5; from + 12 < all.length; from += 6) {
      const { before } = all[from] as (typeof all)[number];
      const steps = all.slice(from, from + 12).map(({ done }) => ({ step: done.step, why: '' }));
      const plan = planHost('lab:alpha', before, steps);
      const after = rollbackOf(plan).reduce(simulate, simulatePlan(before, plan));
      expect(plain(after.vlan), `from ${from}`).toEqual(plain(before.vlan));
    }
  });
});

const LAST = worlds().at(-1)?.before ?? EMPTY_TABLES;
const at = { netns: '' } as const;

test('a removed bridge comes back with its own VLANs and those of its ports', () => {
  const world = [
    { do: 'link-add-bridge', ...at, name: 'br', vlanDefaultPvid: 1 },
    { do: 'link-add-veth', ...at, name: 'pa', peer: { name: 'pb' } },
    { do: 'link-set-master', ...at, name: 'pa', master: 'br' },
    { do: 'vlan-add', ...at, dev: 'pa', vid: 20, vidEnd: 25 },
    { do: 'vlan-add', ...at, dev: 'pa', vid: 10, pvid: true, untagged: true },
    { do: 'vlan-del', ...at, dev: 'pa', vid: 1 },
    { do: 'vlan-add', ...at, dev: 'br', vid: 10, self: true },
  ] satisfies readonly Step[];
  const before = world.reduce<Tables>(simulate, EMPTY_TABLES);
  const back = invert({ do: 'link-del', ...at, name: 'br' }, before).map((step) => shellText(stepArgv(step)));
  expect(back).toEqual([
    'ip link add name br type bridge vlan_default_pvid 1',
    'ip link set dev pa master br',
    'bridge vlan add dev br vid 10 self',
    // The kernel gives every new port the default PVID.
    'bridge vlan del dev pa vid 1 master',
    'bridge vlan add dev pa vid 20-25 master',
    'bridge vlan add dev pa vid 10 pvid untagged master',
  ]);
});

test('a range with a PVID and one that runs backwards are refused before they run', () => {
  const range = { do: 'vlan-add', ...at, dev: 'p1', vid: 10, vidEnd: 12 } as const;
  expect(checkStep(range)).toBeUndefined();
  expect(checkStep({ ...range, pvid: true })).toMatchObject({ where: { field: 'pvid' } });
  expect(checkStep({ ...range, vidEnd: 9 })).toMatchObject({ where: { field: 'vidEnd' } });
});

test('a port that leaves its namespace or its bridge leaves its VLANs behind', () => {
  const port = LAST.link.find(({ name }) => name === 'p1');
  expect(port?.key).toBe(linkKey('', 'p1'));
  const gone = simulate(simulate(LAST, { do: 'netns-add', name: 'red' }), {
    do: 'link-set-netns',
    ...at,
    name: 'p1',
    to: 'red',
  });
  expect(gone.vlan.filter(({ dev }) => dev === 'p1')).toEqual([]);
});
