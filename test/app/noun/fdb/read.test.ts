import { describe, expect, test } from 'vitest';
import { compileFdbEntry } from '../../../../app/noun/fdb/argv.ts';
import { parseFdbEntries } from '../../../../app/noun/fdb/read.ts';
import { recordedTable, VERSIONS } from '../recorded.ts';

describe.each(VERSIONS)('FDB recorded by %s', (version) => {
  const { rows } = recordedTable(version, 'fdb');
  const of = (mac: string, dev = 'vxinherit') => rows.filter((row) => row.mac === mac && row.dev === dev);

  test('a flood list has one row a destination', () => {
    expect(of('00:00:00:00:00:00').map(({ dst, port, vni, via }) => ({ dst, port, vni, via }))).toEqual([
      { dst: '192.168.64.4', port: undefined, vni: undefined, via: undefined },
      { dst: '192.168.64.5', port: 8472, vni: 99, via: 'eth0' },
    ]);
  });

  test('learned by a control plane, dynamic, static, sticky, nexthop group, source VNI', () => {
    expect(of('02:00:00:00:00:02')).toMatchObject([
      { dst: '192.168.64.4', flags: ['self', 'extern_learn'], state: 'permanent' },
    ]);
    expect(of('02:00:00:00:00:03')).toMatchObject([{ state: '' }]);
    expect(of('02:00:00:00:00:04')).toMatchObject([{ nhid: 100, dst: undefined }]);
    expect(of('02:00:00:00:00:06', 'veth-red-br')).toMatchObject([
      { master: 'br0', flags: ['sticky'], state: 'static' },
    ]);
    expect(of('00:00:00:00:00:00', 'vxext').map(({ vni, srcVni }) => [vni, srcVni])).toEqual([
      [100, 100],
      [undefined, 100],
    ]);
    expect(of('02:00:00:00:00:07', 'vxv6')).toMatchObject([
      { dst: 'fd00:64::4', key: '|vxv6|02:00:00:00:00:07|||fd00:64::4|||||' },
    ]);
  });
});

test('rows share one shape, so that 100,000 of them stay fast', () => {
  const { rows } = recordedTable('6.1.0', 'fdb');
  expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBe(1);
});

test('an underlay device without a name is shown by its index', () => {
  const { rows } = parseFdbEntries(
    [{ mac: '02:00:00:00:00:01', ifname: 'vx', viaIfIndex: 9, flags: [], state: '' }],
    '',
  );
  expect(rows[0]!.via).toBe('if9');
});

test('del names the entry and not its state', () => {
  const entry = {
    netns: '',
    dev: 'vx',
    mac: '02:00:00:00:00:01',
    dst: '192.0.2.1',
    owner: 'self',
    state: 'permanent',
    flags: ['sticky'],
  } as const;
  expect(compileFdbEntry({ ...entry, flags: [...entry.flags], do: 'fdb-del' }).args.join(' ')).toBe(
    'fdb del 02:00:00:00:00:01 dev vx dst 192.0.2.1 self',
  );
});
