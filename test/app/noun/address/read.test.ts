import { describe, expect, test } from 'vitest';
import { parseAddresses } from '../../../../app/noun/address/read.ts';
import { recordedTable, VERSIONS } from '../recorded.ts';

describe.each(VERSIONS)('addresses recorded by %s', (version) => {
  const { rows } = recordedTable(version, 'address');
  const of = (dev: string) => rows.filter((row) => row.dev === dev);

  test('both families of a device, with what was printed about them', () => {
    expect(of('eth0').slice(0, 2)).toMatchObject([
      {
        key: '|eth0|192.168.64.3/24',
        family: 'inet',
        local: '192.168.64.3',
        prefixlen: 24,
        scope: 'global',
        label: 'eth0',
        flags: [],
      },
      { family: 'inet6', local: 'fd00:64::3', prefixlen: 64, flags: ['nodad'] },
    ]);
    expect(of('flannel.1')[0]).toMatchObject({ local: '10.42.0.0', prefixlen: 32 });
  });

  test('a device without addresses has no rows', () => {
    expect(recordedTable(version, 'address', 'red').rows.map((row) => row.dev)).not.toContain('vxmoved');
  });
});

test('two peers of one address are two rows', () => {
  const peer = (address: string) => ({
    family: 'inet',
    local: '10.0.0.1',
    address,
    prefixlen: 32,
    scope: 'global',
    label: 'tun0',
  });
  const { rows } = parseAddresses([{ ifname: 'tun0', addr_info: [peer('10.0.0.2'), {}, peer('10.0.0.3')] }], '');
  expect(rows.map((row) => [row.key, row.peer])).toEqual([
    ['|tun0|10.0.0.1/32', '10.0.0.2'],
    ['|tun0|10.0.0.1/32#2', '10.0.0.3'],
  ]);
});

test('one unusable address does not hide the others', () => {
  const { rows, problems } = parseAddresses(
    [
      { ifname: 'a', addr_info: [{ local: 5 }, { local: '10.0.0.1', prefixlen: 8 }, { local: '10.0.0.2' }] },
      { ifname: 'b' },
      { ifname: 'c', addr_info: 'x' },
    ],
    '',
  );
  expect(rows).toHaveLength(1);
  expect(problems.map((problem) => problem.facts.field)).toEqual(['local', 'prefixlen', 'addr_info']);
});
