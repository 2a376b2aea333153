import { expect, test } from 'vitest';
import type { FeedRow } from '../../app/contract/feed.ts';
import type { HostId } from '../../app/base/host.ts';
import { TABLE_NAMES, type Tables } from '../../app/noun/snapshot.ts';
import { Facts } from '../../renderer/facts.ts';
import { HostRows } from '../../renderer/feed-rows.ts';
import { drawHost } from '../../renderer/overview/picture.ts';
import { farEnds, farEndsText } from '../../renderer/vxlan-link/far-ends.ts';
import { fdb, labHost, link, netns, workstation } from './mock/rows.ts';

function world(host: HostId, tables: Tables): Facts {
  const rows = new HostRows();
  const changes = TABLE_NAMES.map((table) => ({ table, upsert: tables[table] as readonly FeedRow[], remove: [] }));
  rows.accept({ host, seq: 1, reset: true, complete: true, at: 0, changes }, 0);
  return new Facts(() => [{ host, tables: rows.tables }]);
}

test('a linked host is a namespace on a veth, a bridge, and a tunnel to the far VTEP', () => {
  const tables = labHost(1, 2);
  const picture = drawHost(world('lab:alpha', tables), 'lab:alpha', tables.netns);
  const [group] = picture.groups;
  expect(picture.groups.length).toBe(1);
  expect(group?.bridge?.link.name).toBe('br100');
  expect(group?.left).toMatchObject([
    { name: 'red', port: { name: 'red-p' }, devices: [{ addresses: ['10.42.0.1/24'] }] },
  ]);
  expect(group?.tunnels).toMatchObject([{ vni: 100, farEnds: [{ address: '192.168.64.12' }] }]);
  expect(picture.devices.map(({ link: { name } }) => name)).toEqual(['eth0']);
});

test('what is plugged into nothing is still drawn, once', () => {
  const tables = { ...workstation(), netns: [netns('lonely')] };
  const picture = drawHost(world('local', tables), 'local', tables.netns);
  expect(
    picture.groups.map(({ bridge, left, tunnels }) => [
      bridge?.link.name,
      left.map(({ name }) => name),
      tunnels.length,
    ]),
  ).toEqual([
    ['docker0', [], 0],
    [undefined, ['lonely'], 1],
  ]);
  expect(picture.devices.map(({ link: { name } }) => name)).toEqual(['enp0s31f6', 'wlp4s0', 'wg0', '<b>x</b>"\'']);
});

test('a device that floods nowhere leads to the VTEPs of its unicast entries; one that floods, to those', () => {
  const facts = world('local', workstation());
  const flannel = facts.link('local', '', 'flannel.1');
  expect(flannel && farEnds({ host: 'local', facts }, flannel)).toEqual(['10.0.0.24', '10.0.0.25']);
  const vx = link({
    name: 'vx',
    ifindex: 1,
    kind: 'vxlan',
    vxlan: { vni: 1, dstport: 4789, ttl: 'auto', remote: '10.0.0.9' },
  });
  const flooding = world('local', {
    ...workstation(),
    link: [vx],
    fdb: [
      fdb({ dev: 'vx', mac: '00:00:00:00:00:00', dst: '10.0.0.9' }),
      fdb({ dev: 'vx', mac: '02:00:00:00:00:01', dst: '10.0.0.7' }),
    ],
  });
  expect(farEnds({ host: 'local', facts: flooding }, vx)).toEqual(['10.0.0.9']);
});

test('many far ends are counted, not listed', () => {
  expect(farEndsText(['a', 'b'])).toBe('a, b');
  expect(farEndsText([...'abcdefgh'])).toBe('a, b, c, d, e, f and 2 more');
});
