import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../app/edit/paste.ts';
import { problemText } from '../../../app/problem/text.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const said = (text: string, noun: 'fdb' | 'neighbour') =>
  readPaste(text, { noun, netns: '' }).map(({ line, item, problem }) => (problem === undefined ? item : `${line} ${problem.where.field} ${problemText(problem).text}`)); // prettier-ignore

describe('pasted CSV', () => {
  test('has its columns named in the first line, with any of the usual separators', () => {
    for (const separator of [',', ';', '\t']) {
      const text = ['mac,dev,dst,port,state', '02:00:00:00:00:01,vx0,192.0.2.2,,static', '', '# none'].join('\n').replaceAll(',', separator); // prettier-ignore
      expect(said(text, 'fdb')).toEqual([
        { noun: 'fdb', verb: 'add', netns: '', owner: 'self', state: 'static', mac: '02:00:00:00:00:01', dev: 'vx0', dst: '192.0.2.2' }, // prettier-ignore
      ]);
    }
  });

  test('is checked row by row, each problem with its line and field', () => {
    const text = 'ip,mac,dev\n10.0.0.1,02:00:00:00:00:01,vx0\n10.0.0.300,02:00:00:00:00:02,vx0\n10.0.0.3,zz,vx0\n10.0.0.4,02:00:00:00:00:04,'; // prettier-ignore
    expect(said(text, 'neighbour').slice(1)).toEqual([
      '3 lines.3.dst Line 3, dst: must be an IPv4 or IPv6 address.',
      '4 lines.4.mac Line 4, mac: must be a MAC address like 02:00:00:00:00:01.',
      expect.stringMatching(/^5 lines\.5\.dev Line 5, dev: /),
    ]);
  });
});

describe.each(['5.15.0', '6.1.0', '6.8.0', '6.17.0'])('what iproute2 %s printed', (version) => {
  const read = (file: string) => readFileSync(join(fixtures, `iproute2-${version}`, file), 'utf8');

  test('by "bridge fdb" is understood, whatever stands in it', () => {
    const rows = readPaste(read('fdb.txt'), { noun: 'fdb', netns: '' });
    const left = rows.filter(({ problem }) => problem !== undefined).map(({ text }) => text);
    expect(left.filter((text) => !text.includes('nhid'))).toEqual([]);
    expect(rows.find(({ text }) => text.includes('port 8472'))?.item).toMatchObject({
      dst: '192.168.64.5',
      vni: 99,
      via: 'eth0',
    });
    expect(rows.find(({ text }) => text.includes('sticky'))?.item).toMatchObject({
      owner: 'master',
      state: 'static',
      flags: ['sticky'],
    });
  });

  test('by "ip neigh" is understood, but for entries that were never resolved', () => {
    const rows = readPaste(read('neigh.txt'), { noun: 'neighbour', netns: '' });
    const left = rows.filter(({ problem }) => problem !== undefined).map(({ text }) => text);
    expect(left.filter((text) => !/FAILED|INCOMPLETE/.test(text))).toEqual([]);
  });
});

test('commands are understood as what they add', () => {
  expect(said('sudo bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.2', 'fdb')).toMatchObject([
    { verb: 'add', mac: '00:00:00:00:00:00', dst: '192.0.2.2' },
  ]);
});
