import { describe, expect, test } from 'vitest';
import { Facts } from '../../renderer/facts.ts';
import { HostRows } from '../../renderer/feed-rows.ts';
import type { HostId } from '../../app/base/host.ts';
import { TABLE_NAMES, type Tables } from '../../app/noun/snapshot.ts';
import type { FeedRow } from '../../app/contract/feed.ts';
import { fdbColumns, fdbMeaning } from '../../renderer/fdb-entry/columns.ts';
import { ipOrder, macOrder } from '../../renderer/order.ts';
import { labHost } from './mock/rows.ts';

function hostRows(host: HostId, tables: Tables): { host: HostId; tables: HostRows['tables']; rows: HostRows } {
  const rows = new HostRows();
  rows.accept(
    {
      host,
      seq: 1,
      reset: true,
      complete: true,
      at: 0,
      changes: TABLE_NAMES.map((table) => ({ table, upsert: tables[table] as readonly FeedRow[], remove: [] })),
    },
    0,
  );
  return { host, tables: rows.tables, rows };
}

const alpha = hostRows('lab:alpha', labHost(1, 2));
const beta = hostRows('lab:beta', labHost(2, 1));
const facts = new Facts(() => [alpha, beta]);

describe('what rows say about each other', () => {
  test('a VTEP address leads to the host that owns it', () => {
    const owner = facts.owner('192.168.64.12');
    expect([owner?.host, owner?.link.name]).toEqual(['lab:beta', 'eth0']);
    expect([facts.owner('127.0.0.1'), facts.owner('10.9.9.9')]).toEqual([undefined, undefined]);
  });

  test('a MAC leads to where it lives, in whichever namespace of whichever host', () => {
    const [home] = facts.withMac('02:4f:00:00:01:92');
    expect([home?.host, home?.link.netns, home?.link.name]).toEqual(['lab:beta', 'red', 'eth0']);
  });

  test('a veth finds its other end across namespaces, and only one that points back', () => {
    const port = facts.link('lab:alpha', '', 'red-p');
    expect(port && facts.peer('lab:alpha', port)?.key).toBe('red|eth0');
    const uplink = facts.link('lab:alpha', '', 'eth0');
    expect(uplink && facts.peer('lab:alpha', uplink)).toBeUndefined();
    // Index 5 is taken in another namespace too, by a device that has its own other end.
    expect(port && facts.peer('lab:alpha', { ...port, ifindex: 99 })).toBeUndefined();
  });

  test('a bridge knows its ports, a VNI its ends, a vxlan device its flood list', () => {
    expect(facts.ports('lab:alpha', '', 'br100').map(({ name }) => name)).toEqual(['vx100', 'red-p']);
    expect(facts.withVni(100).map(({ host }) => host)).toEqual(['lab:alpha', 'lab:beta']);
    expect(facts.fdb('lab:alpha', '', 'vx100')).toEqual({
      count: 4,
      floods: ['192.168.64.12'],
      vteps: new Set(['192.168.64.12']),
    });
  });

  test('follows changes: an address that moved is found at its new place', () => {
    const moving = hostRows('lab:beta', labHost(2, 1));
    const world = new Facts(() => [moving]);
    expect(world.owner('192.168.64.12')).toBeDefined();
    moving.rows.accept(
      {
        host: 'lab:beta',
        seq: 2,
        reset: false,
        complete: true,
        at: 1,
        changes: [{ table: 'address', upsert: [], remove: ['|eth0|192.168.64.12/24'] }],
      },
      0,
    );
    expect(world.owner('192.168.64.12')).toBeUndefined();
  });
});

describe('FDB rows', () => {
  const columns = fdbColumns({ host: 'lab:alpha', facts });
  const text = (id: string, key: string): string | undefined => {
    const row = [...alpha.tables.fdb.values()].find((one) => one.key.startsWith(key));
    return row && columns.find((column) => column.id === id)?.text(row);
  };

  test('the all-zero MAC is named flood and knows its VNI and whose VTEP it names', () => {
    const flood = '|vx100|00:00:00:00:00:00';
    expect([text('meaning', flood), text('vni', flood), text('host', flood)]).toEqual(['flood', '100', 'beta']);
  });

  test('each meaning has its word', () => {
    const base = { key: '', netns: '', dev: 'x', flags: [], state: 'permanent' };
    expect([
      fdbMeaning({ ...base, mac: '02:00:00:00:00:01', dst: '10.0.0.1' }),
      fdbMeaning({ ...base, mac: '33:33:00:00:00:01' }),
      fdbMeaning({ ...base, mac: '02:00:00:00:00:01', master: 'br0', state: '' }),
      fdbMeaning({ ...base, mac: '02:00:00:00:00:01', master: 'br0' }),
    ]).toEqual(['remote', 'group', 'port', 'own']);
  });
});

test('addresses sort by number, prefixes of one address shortest first, IPv6 after IPv4', () => {
  const sorted = ['10.0.0.10/32', '10.0.0.9/32', 'default', '10.0.0.0/8', '10.0.0.0/24'].sort(
    (a, b) => Number(ipOrder(a)) - Number(ipOrder(b)),
  );
  expect(sorted).toEqual(['default', '10.0.0.0/8', '10.0.0.0/24', '10.0.0.9/32', '10.0.0.10/32']);
  expect(String(ipOrder('fe80::2')) < String(ipOrder('fe80::10'))).toBe(true);
  expect(ipOrder('::1')).toBe('0000:0000:0000:0000:0000:0000:0000:0001/128');
  expect(macOrder('00:00:00:00:01:00')).toBe(256);
});
