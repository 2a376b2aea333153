import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { planEdit, type PlannedEdit } from '../../../../app/change/edit-plan.ts';
import { EditIntent } from '../../../../app/noun/items.ts';
import { readWords } from '../../../../app/change/words.ts';
import type { Snapshot } from '../../../../app/noun/snapshot.ts';
import { readSnapshot } from '../../../../main/engine/read-snapshot.ts';
import { recordedTransport } from '../../../../main/transport/recorded.ts';
import { commands, said } from '../../change/world.ts';

const folder = (name: string) => new URL(`../../../fixtures/${name}/`, import.meta.url).pathname;
const host = async (name: string) => (await readSnapshot(recordedTransport(folder(name)), { now: () => 0 })).snapshot;

function ask(snapshot: Snapshot, ...items: readonly unknown[]): PlannedEdit {
  return planEdit(v.parse(EditIntent, { kind: 'edit', host: 'local', items }), snapshot);
}

const vlan = (verb: string, dev: string, vid: number, more: Record<string, unknown> = {}) => ({
  noun: 'vlan',
  verb,
  netns: '',
  dev,
  vid,
  ...more,
});

describe('on a kernel with VLAN filtering', async () => {
  const with6 = await host('vlans-6.1.0');

  test('adds a range to a port, and one to the bridge itself', () => {
    const edit = ask(with6, vlan('add', 'p1', 50, { vidEnd: 55 }), vlan('add', 'br0', 50));
    expect(said(edit)).toEqual([]);
    expect(commands(edit)).toEqual(['bridge vlan add dev p1 vid 50-55 master', 'bridge vlan add dev br0 vid 50 self']);
    expect(edit.plan?.title).toBe('Add 2 VLANs on this computer');
  });

  test('says which VLAN the PVID was before', () => {
    const edit = ask(with6, vlan('add', 'p1', 11, { pvid: true, untagged: true }));
    expect(edit.plan?.hosts[0]?.steps.map(({ why }) => why)).toEqual([
      'VLAN 11 on port p1 of br0: untagged frames that come in belong to it, until now to 10; it leaves without a tag.',
    ]);
    expect(edit.plan?.hosts[0]?.steps[0]?.inverse).toEqual([
      { do: 'vlan-del', netns: '', dev: 'p1', vid: 11 },
      { do: 'vlan-add', netns: '', dev: 'p1', vid: 10, pvid: true, untagged: true },
    ]);
  });

  test('changes what is named and keeps the rest, VLAN by VLAN', () => {
    expect(commands(ask(with6, vlan('set', 'p2', 24, { vidEnd: 31, untagged: true })))).toEqual([]);
    expect(said(ask(with6, vlan('set', 'p2', 24, { vidEnd: 31, untagged: true })))).toEqual([
      'items.0.vid: VLAN: p2 has no VLAN 26.',
    ]);
    expect(commands(ask(with6, vlan('set', 'p2', 31, { vidEnd: 32, untagged: false })))).toEqual([
      'bridge vlan add dev p2 vid 31-32 master',
    ]);
    expect(commands(ask(with6, vlan('set', 'p1', 10, { untagged: false })))).toEqual([
      'bridge vlan add dev p1 vid 10 pvid master',
    ]);
  });

  test('refuses what the kernel would do without a word, or not at all', () => {
    expect(said(ask(with6, vlan('add', 'p2', 19, { vidEnd: 22 })))).toEqual([
      'items.0.vid: VLAN: p2 already has VLAN 20; change that one.',
    ]);
    expect(said(ask(with6, vlan('del', 'p1', 99)))).toEqual(['items.0.vid: VLAN: p1 has no VLAN 99.']);
    expect(said(ask(with6, vlan('add', 'p1', 60, { vidEnd: 61, pvid: true })))).toEqual([
      'items.0.pvid: PVID: is one VLAN, not a range.',
    ]);
    expect(said(ask(with6, vlan('add', 'p1', 60, { vidEnd: 50 })))).toEqual([
      'items.0.vid: VLAN: a range goes from the lower to the higher, up to 4094.',
    ]);
    expect(said(ask(with6, vlan('add', 'q1', 60)))).toEqual(['items.0.dev: Port: q1 is not a port of a bridge.']);
    expect(said(ask(with6, vlan('add', 'nix', 60)))).toEqual([
      'items.0.dev: Device: there is no nix in this computer.',
    ]);
    for (const vid of [0, 4095]) expect(() => ask(with6, vlan('add', 'p1', vid))).toThrow('must be 1 to 4094');
  });

  test('says that a bridge which does not filter takes no notice', () => {
    const edit = ask(with6, vlan('add', 'p4', 8));
    expect(said(edit)).toEqual([
      'items.0.dev: br1 does not filter VLANs now: the entry stands in its table and has no effect until it does.',
    ]);
    expect(commands(edit)).toEqual(['bridge vlan add dev p4 vid 8 master']);
    expect(said(ask(with6, vlan('del', 'p4', 7)))).toEqual([]);
  });

  test('gives a bridge its default PVID as it is made, and its VLANs back when it is undone', () => {
    const edit = ask(with6, {
      noun: 'bridge',
      verb: 'add',
      netns: '',
      name: 'brn',
      mac: '02:00:00:00:00:0f',
      bridge: { vlanDefaultPvid: 9, vlanFiltering: true },
    });
    expect(commands(edit).slice(0, 2)).toEqual([
      'ip link add name brn address 02:00:00:00:00:0f type bridge vlan_default_pvid 9',
      'ip link set dev brn type bridge vlan_filtering 1',
    ]);
    const moved = ask(with6, { noun: 'bridge', verb: 'set', netns: '', name: 'br0', bridge: { vlanDefaultPvid: 3 } });
    expect(moved.plan?.hosts[0]?.steps[0]?.inverse).toEqual([
      { do: 'link-set-bridge', netns: '', name: 'br0', set: { vlanDefaultPvid: 1 } },
    ]);
  });

  test('says that the VLANs of the ports go with their bridge', () => {
    expect(said(ask(with6, { noun: 'bridge', verb: 'del', netns: '', name: 'br0' }))[0]).toMatch(
      /membership of p1, p2, p3, 4 VLANs along/,
    );
  });
});

describe('on a kernel without it', async () => {
  const without = await host('iproute2-6.1.0');
  const why = 'VLAN filtering: this kernel was built without it (CONFIG_BRIDGE_VLAN_FILTERING).';

  test('VLANs, filtering and the default PVID are refused with the reason', () => {
    expect(said(ask(without, vlan('add', 'veth-red-br', 10)))).toContain(`items.0.vid: ${why}`);
    const bridge = (set: object) =>
      said(ask(without, { noun: 'bridge', verb: 'set', netns: '', name: 'br0', bridge: set }));
    expect(bridge({ vlanFiltering: true })).toEqual([`items.0.bridge.vlanFiltering: ${why}`]);
    expect(bridge({ vlanDefaultPvid: 7 })).toEqual([`items.0.bridge.vlanDefaultPvid: ${why}`]);
  });
});

test('iproute2’s words', () => {
  expect(readWords('vlan', 'add', '', ['dev', 'p1', 'vid', '20-25', 'untagged', 'master'])).toEqual({
    ok: true,
    item: { noun: 'vlan', verb: 'add', netns: '', dev: 'p1', vid: 20, vidEnd: 25, untagged: true },
  });
  expect(readWords('vlan', 'set', 'red', ['br7', 'vid', '5', 'pvid', 'tagged', 'self'])).toMatchObject({
    item: { netns: 'red', dev: 'br7', vid: 5, pvid: true, untagged: false },
  });
  expect(readWords('vlan', 'add', '', ['p1', 'vid', '1-2-3'])).toMatchObject({ ok: false });
});
