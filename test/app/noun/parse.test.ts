import { describe, expect, test } from 'vitest';
import { parseTable, parseTableSlices } from '../../../app/noun/parse.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import { answer, recordedTable, VERSIONS } from './recorded.ts';

const TABLES = ['netns', 'link', 'address', 'route', 'fdb', 'neighbour'] as const;

describe.each(VERSIONS)('recorded by iproute2 %s', (version) => {
  test.each(TABLES)('%s parses whole, with unique keys', (table) => {
    const { rows, problems } = recordedTable(version, table);
    expect(problems).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  test.each(['link', 'address', 'route'] as const)('%s of namespace red parses whole', (table) => {
    const { rows, problems } = recordedTable(version, table, 'red');
    expect(problems).toEqual([]);
    expect(rows.every((row) => row.netns === 'red' && row.key.startsWith('red|'))).toBe(true);
  });
});

describe('answers that are not listings', () => {
  const [link] = queriesOf('link', '');
  const [redLink] = queriesOf('link', 'red');
  const [iptables, ip6tables] = queriesOf('forward', '');
  const one = (query = link!, stdout = '', more = {}) =>
    parseTable(query.table as 'link', query.netns, [answer(query, stdout, more)], 'lab:alpha');

  test('nothing printed is an empty table', () => {
    expect(one()).toEqual({ rows: [], problems: [] });
  });

  test('a failed dump is a problem and none of its rows', () => {
    const { rows, problems } = one(link, '[{"ifindex":1}', {
      exitCode: 2,
      stderr: 'RTNETLINK answers: Bad file\nDump terminated\n',
    });
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: 'command-failed',
        severity: 'error',
        where: { host: 'lab:alpha', table: 'link' },
        facts: { command: 'ip -d -j link show', exitCode: 2, message: 'Dump terminated' },
      },
    ]);
  });

  test('a row nested without end is left out and told; the others stand', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const { rows, problems } = one(
      link,
      `[{"ifindex":1,"ifname":"lo","raw":${deep}},{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"operstate":"UP","link_type":"ether"}]`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['eth0']);
    expect(problems).toMatchObject([{ code: 'row-malformed', severity: 'warning' }]);
  });

  test('a list that breaks off names the command', () => {
    expect(one(link, '[').problems).toMatchObject([
      {
        code: 'output-malformed',
        facts: { command: 'ip -d -j link show', reason: 'the list is cut off at character 1' },
      },
    ]);
  });

  test.each([
    [
      'netns-unreadable',
      { exitCode: 255, stderr: 'setting the network namespace "red" failed: Operation not permitted\n' },
    ],
    ['netns-unreadable', { exitCode: 255, stderr: 'Cannot open network namespace "red": Permission denied\n' }],
    ['command-failed', { exitCode: 255, stderr: 'Cannot open network namespace "red": No such file or directory\n' }],
    ['not-permitted', { exitCode: 2, stderr: 'RTNETLINK answers: Operation not permitted\n' }],
    ['command-missing', { exitCode: undefined, failure: 'not-started', stderr: 'spawn ip ENOENT' }],
    ['command-missing', { exitCode: 127, stderr: 'sh: 1: ip: not found\n' }],
    ['command-timeout', { exitCode: undefined, failure: 'timeout', stderr: '', durationMs: 9_900 }],
    ['host-gone', { exitCode: undefined, failure: 'host-gone', stderr: '' }],
  ])('%s', (code, more) => {
    const { rows, problems } = one(redLink, '', more);
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([
      {
        code,
        where: { netns: 'red', table: 'link', host: 'lab:alpha' },
        facts: { host: 'alpha', program: 'ip', package: 'iproute2; Alpine: iproute2; OpenWrt: ip-full' },
      },
    ]);
  });

  test('the program that ip netns exec did not find is named, with its package', () => {
    const [sysctl] = queriesOf('sysctl', 'red');
    const problems = parseTable('sysctl', 'red', [
      answer(sysctl!, '', { exitCode: 255, stderr: 'exec of "sysctl" failed: No such file or directory\n' }),
    ]).problems;
    expect(problems).toMatchObject([
      { code: 'command-missing', facts: { program: 'sysctl', package: expect.stringMatching(/^procps;/) as string } },
    ]);
  });

  test.each([
    { exitCode: undefined, failure: 'not-started' as const, stderr: 'spawn iptables ENOENT' },
    {
      exitCode: 4,
      stderr:
        'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
    },
    {
      exitCode: 3,
      stderr: "iptables v1.8.7 (legacy): can't initialize iptables table `filter': Table does not exist\n",
    },
  ])('a firewall that cannot be read has no rows and is no problem', (more) => {
    const parsed = parseTable('forward', '', [
      answer(iptables!, '', more),
      answer(ip6tables!, '-P FORWARD DROP\n-A FORWARD -i br0 -j ACCEPT\n'),
    ]);
    expect(parsed.problems).toEqual([]);
    expect(parsed.rows).toEqual([
      { key: '|inet6', netns: '', family: 'inet6', policy: 'DROP', rules: ['-A FORWARD -i br0 -j ACCEPT'] },
    ]);
  });

  test('settings that this kernel lacks are left out', () => {
    const [sysctl] = queriesOf('sysctl', '');
    const parsed = parseTable('sysctl', '', [answer(sysctl!, 'net.ipv4.ip_forward = 1\n')]);
    expect(parsed).toEqual({
      rows: [{ key: '|net.ipv4.ip_forward', netns: '', name: 'net.ipv4.ip_forward', value: '1' }],
      problems: [],
    });
  });
});

describe('bad entries', () => {
  const [fdb] = queriesOf('fdb', '');
  const good = { mac: '02:00:00:00:00:01', ifname: 'vx', flags: ['self'], state: 'permanent' };

  test('the others survive, and one problem counts them by field', () => {
    const items = [{ ...good, mac: 7 }, good, {}, { mac: '02:00:00:00:00:02' }, 'x', { ...good, mac: null }];
    const { rows, problems } = parseTable('fdb', '', [answer(fdb!, JSON.stringify(items))]);
    expect(rows.map((row) => row.mac)).toEqual(['02:00:00:00:00:01']);
    expect(
      problems.map(({ code, severity, facts }) => [code, severity, facts.field, facts.count, facts.first]),
    ).toEqual([
      ['row-malformed', 'warning', 'mac', 2, 1],
      ['row-malformed', 'warning', 'ifname', 1, 4],
      ['row-malformed', 'warning', 'form (it is not an object)', 1, 5],
    ]);
  });

  test('an entry listed twice is one row; different entries with one key are told apart', () => {
    const twice = parseTable('fdb', '', [
      answer(fdb!, JSON.stringify([good, good, { ...good, state: 'static' }, { ...good, state: '' }])),
    ]);
    expect(twice.rows.map((row) => [row.key, row.state])).toEqual([
      ['|vx|02:00:00:00:00:01||||||||', 'permanent'],
      ['|vx|02:00:00:00:00:01||||||||#2', 'static'],
      ['|vx|02:00:00:00:00:01||||||||#3', ''],
    ]);
  });

  test('unknown fields stay in raw', () => {
    const { rows } = parseTable('fdb', '', [answer(fdb!, JSON.stringify([{ ...good, activity_notify: true }]))]);
    expect(rows[0]!.raw['activity_notify']).toBe(true);
  });
});

describe('large listings', () => {
  const [fdb] = queriesOf('fdb', '');
  const mac = (n: number) =>
    `02:00:00:${[n >> 16, n >> 8, n].map((byte) => (byte & 255).toString(16).padStart(2, '0')).join(':')}`;
  const items = Array.from({ length: 20_000 }, (_, n) => ({
    mac: mac(n),
    ifname: 'a"},{"mac":"b',
    dst: '192.0.2.1',
    flags: ['self'],
    state: 'permanent',
  }));

  test('come in many pieces, whole and in order, even when a name looks like a boundary', () => {
    const slices = parseTableSlices('fdb', '', [answer(fdb!, JSON.stringify(items))]);
    let yields = 0;
    let step = slices.next();
    for (; step.done !== true; step = slices.next()) yields += 1;
    expect(yields).toBeGreaterThan(15);
    expect(step.value.problems).toEqual([]);
    expect(step.value.rows.map((row) => row.mac)).toEqual(items.map((item) => item.mac));
  });
});
