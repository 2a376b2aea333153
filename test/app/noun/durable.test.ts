import { describe, expect, test } from 'vitest';
import { durable, sameDurable } from '../../../app/noun/durable.ts';
import { EMPTY_TABLES, type RowOf, type TableName, type Tables } from '../../../app/noun/snapshot.ts';
import { recordedTable } from './recorded.ts';

const NAMES = ['netns', 'link', 'address', 'route', 'fdb', 'neighbour'] as const;

function recordedTables(): Tables {
  return { ...EMPTY_TABLES, ...Object.fromEntries(NAMES.map((table) => [table, recordedTable('6.17.0', table).rows])) };
}

/** The recorded host with one table's rows changed. */
function changed<T extends TableName>(
  table: T,
  change: (rows: readonly RowOf<T>[]) => readonly RowOf<T>[],
): { tables: Tables } {
  const tables = recordedTables();
  return { tables: { ...tables, [table]: change(tables[table] as readonly RowOf<T>[]) } };
}

const before = { tables: recordedTables() };
const compare = (after: { tables: Tables }) => sameDurable(before, after);

test('a host equals itself, and its own projection', () => {
  expect(compare({ tables: recordedTables() })).toEqual([]);
  expect(sameDurable(durable(before), before)).toEqual([]);
});

describe('what comes and goes by itself is no difference', () => {
  test('indexes, carrier, timers and raw', () => {
    const drift = changed('link', (rows) =>
      rows.map((row) => ({
        ...row,
        ifindex: row.ifindex + 100,
        operstate: 'LOWERLAYERDOWN',
        carrier: !row.carrier,
        peerIndex: 77,
        port: row.port && { ...row.port, state: 'listening', cost: 100 },
        bridge: row.bridge && { ...row.bridge, options: { ...row.bridge.options, root_port: 3 } },
        raw: {},
      })),
    );
    expect(compare(drift)).toEqual([]);
  });

  test('the ageing of a bridge whose spanning tree is changing', () => {
    const aged = (stp: boolean, ageing: number) =>
      changed('link', (rows) =>
        rows.map((row) =>
          row.bridge === undefined
            ? row
            : {
                ...row,
                bridge: { ...row.bridge, stp, ageing, options: { ...row.bridge.options, ageing_time: ageing * 100 } },
              },
        ),
      );
    expect(before.tables.link.some(({ bridge }) => bridge !== undefined)).toBe(true);
    expect(sameDurable(aged(true, 15), aged(true, 30))).toEqual([]);
    expect(sameDurable(aged(false, 15), aged(false, 30))).not.toEqual([]);
  });

  test('learned FDB entries and multicast lists', () => {
    expect(
      compare(changed('fdb', (rows) => rows.filter((row) => row.state !== '' && !row.mac.startsWith('33:33:')))),
    ).toEqual([]);
  });

  test('which of two devices with one MAC holds the entry of a bridge for it', () => {
    const link = (name: string, more: object) => ({
      key: `|${name}`,
      netns: '',
      name,
      mac: '02:00:00:00:00:77',
      ...more,
    });
    const links = [link('br7', { kind: 'bridge' }), link('vx7', { kind: 'vxlan', master: 'br7' })];
    const entry = (dev: string, mac: string) => ({
      key: `${dev} ${mac}`,
      netns: '',
      dev,
      mac,
      state: 'permanent',
      flags: [],
    });
    const host = (...fdb: object[]) => ({ tables: { ...EMPTY_TABLES, link: links, fdb } as unknown as Tables });
    const own = '02:00:00:00:00:77';
    expect(sameDurable(host(entry('br7', own)), host(entry('vx7', own)))).toEqual([]);
    expect(sameDurable(host(entry('br7', '02:00:00:00:00:78')), host())).toHaveLength(1);
  });

  test('neighbours that were resolved, or failed', () => {
    expect(
      compare(
        changed('neighbour', (rows) => rows.filter((row) => row.state === 'PERMANENT' || row.flags.includes('proxy'))),
      ),
    ).toEqual([]);
  });

  test('link-local addresses, tentative marks, the local route table', () => {
    const addresses = changed('address', (rows) =>
      rows.filter((row) => row.scope !== 'link').map((row) => ({ ...row, flags: [...row.flags, 'tentative'] })),
    );
    expect(compare(addresses)).toEqual([]);
    const routes = changed('route', (rows) =>
      rows
        .filter((row) => row.table === 'main' && row.dst !== 'fe80::/64')
        .map((row) => ({ ...row, flags: [...row.flags, 'linkdown'] })),
    );
    expect(compare(routes)).toEqual([]);
  });

  test('the route to the far end of an IPv6 address, which the kernel makes a second later', () => {
    const [address] = before.tables.address.filter(({ family }) => family === 'inet6');
    const [route] = before.tables.route.filter(({ family }) => family === 'inet6');
    if (address === undefined || route === undefined) throw new Error('nothing of IPv6 was recorded');
    const far = { ...address, key: 'far', netns: '', dev: 'ep0', local: 'fd06::3', scope: 'global', peer: 'fd06:1::3' };
    const led = {
      ...route,
      key: 'led',
      netns: '',
      dev: 'ep0',
      dst: 'fd06:1::3',
      table: 'main',
      type: 'unicast',
      protocol: 'kernel',
    };
    const early = { tables: { ...before.tables, address: [far] } };
    const late = { tables: { ...early.tables, route: [...before.tables.route, led] } };
    expect(sameDurable(early, late)).toEqual([]);
    const own = { tables: { ...early.tables, route: [...before.tables.route, { ...led, protocol: 'static' }] } };
    expect(sameDurable(early, own)).toEqual(['route fd06:1::3 on ep0 is new']);
  });

  test('the id of a namespace', () => {
    expect(compare(changed('netns', (rows) => rows.map((row) => ({ ...row, nsid: 9 }))))).toEqual([]);
  });
});

describe('what somebody changed is said in words', () => {
  test.each<readonly [string, { tables: Tables }]>([
    ['link vxlan0 is missing', changed('link', (rows) => rows.filter((row) => row.name !== 'vxlan0'))],
    [
      'link vxlan0 differs: mtu 1450 → 1400',
      changed('link', (rows) => rows.map((row) => (row.name === 'vxlan0' ? { ...row, mtu: 1400 } : row))),
    ],
    [
      'link br0 differs: mac',
      changed('link', (rows) => rows.map((row) => (row.name === 'br0' ? { ...row, mac: '02:00:00:00:00:ff' } : row))),
    ],
    [
      'link vxlan0 differs: vxlan',
      changed('link', (rows) =>
        rows.map((row) => (row.name === 'vxlan0' ? { ...row, vxlan: { ...row.vxlan!, learning: false } } : row)),
      ),
    ],
    [
      'address 178.192.64.2/16 on vxlan0 is missing',
      changed('address', (rows) => rows.filter((row) => row.local !== '178.192.64.2')),
    ],
    [
      'route 10.42.1.0/24 on flannel.1 is missing',
      changed('route', (rows) => rows.filter((row) => row.dst !== '10.42.1.0/24')),
    ],
    [
      'fdb 00:00:00:00:00:00 to 192.168.64.5 on vxopts is missing',
      changed('fdb', (rows) => rows.filter((row) => row.dev !== 'vxopts')),
    ],
    [
      'neighbour 10.42.1.0 on flannel.1 is missing',
      changed('neighbour', (rows) => rows.filter((row) => row.dev !== 'flannel.1')),
    ],
    [
      'neighbour 178.192.65.99 on br0 is missing',
      changed('neighbour', (rows) => rows.filter((row) => !row.flags.includes('proxy'))),
    ],
    ['netns green is new', changed('netns', (rows) => [...rows, { ...rows[0]!, key: 'green', name: 'green' }])],
    [
      'sysctl net.ipv4.ip_forward in red is new',
      changed('sysctl', () => [
        { key: 'red|net.ipv4.ip_forward', netns: 'red', name: 'net.ipv4.ip_forward', value: '1' },
      ]),
    ],
    [
      'forward inet FORWARD is new',
      changed('forward', () => [{ key: '|inet', netns: '', family: 'inet', policy: 'DROP', rules: [] }]),
    ],
  ])('%s', (words, after) => {
    const said = compare(after);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(words);
  });

  test('a neighbour set to noarp by hand is kept, one that the kernel made is not', () => {
    const noarp = (mac: string, dst = '10.0.0.1') =>
      changed('neighbour', (rows) => [...rows, { ...rows[0]!, key: 'x', dst, mac, state: 'NOARP', flags: [] }]);
    expect(compare(noarp('02:00:00:00:00:01'))).toHaveLength(1);
    expect(compare(noarp('01:00:5e:00:00:01'))).toHaveLength(1);
    expect(compare(noarp('01:00:5e:00:00:01', '224.0.0.1'))).toEqual([]);
    expect(compare(noarp('33:33:00:00:00:02', 'ff02::2'))).toEqual([]);
    expect(compare(noarp('ff:ff:ff:ff:ff:ff'))).toEqual([]);
    expect(compare(noarp('00:00:00:00:00:00'))).toEqual([]);
  });
});
