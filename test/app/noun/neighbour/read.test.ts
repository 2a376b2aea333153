import { describe, expect, test } from 'vitest';
import { recordedTable, VERSIONS } from '../recorded.ts';

describe.each(VERSIONS)('neighbours recorded by %s', (version) => {
  const { rows } = recordedTable(version, 'neighbour');
  const of = (dst: string) => rows.filter((row) => row.dst === dst);

  test('flannel’s permanent entry', () => {
    expect(of('10.42.1.0')).toMatchObject([
      { key: '|flannel.1|10.42.1.0', mac: '02:3f:39:67:7d:f9', state: 'PERMANENT', flags: [], family: 'inet' },
    ]);
  });

  test('flags are keys without a value', () => {
    expect(of('178.192.65.12')).toMatchObject([{ flags: ['extern_learn'], state: 'PERMANENT' }]);
    expect(of('fd00:64::9')).toMatchObject([{ flags: ['router'], family: 'inet6' }]);
  });

  test('failed has no MAC, proxy has no state', () => {
    expect(of('178.192.65.11')).toMatchObject([{ state: 'FAILED', mac: undefined }]);
    expect(of('178.192.65.99')).toMatchObject([{ key: '|br0|178.192.65.99|proxy', flags: ['proxy'], state: '' }]);
  });
});
