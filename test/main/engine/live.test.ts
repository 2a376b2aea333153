import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { CommandRecord } from '../../../app/problem/command.ts';
import type { FeedMessage } from '../../../app/contract/feed.ts';
import type { Row, TableName } from '../../../app/noun/snapshot.ts';
import { createCommandLog } from '../../../main/engine/commands.ts';
import { createHosts, type Hosts } from '../../../main/engine/hosts.ts';
import { startLab, type Lab } from '../../../main/lab/lab.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { hostOf, inHost, labName, labTest, withLab } from '../../lab/lab-for-test.ts';
import { until } from '../../lab/until.ts';

const HOST = 'lab:alpha';

interface Live {
  readonly hosts: Hosts;
  readonly messages: FeedMessage[];
  /** Commands so far, as text. */
  commands(): readonly CommandRecord[];
  rows(table: TableName): readonly Row[];
}

async function withLive<T>(lab: Lab, body: (live: Live) => Promise<T>): Promise<T> {
  const log = createCommandLog(() => undefined);
  const hosts = createHosts({ clock: { now: () => Date.now() }, record: log.record, onHosts: () => undefined });
  const messages: FeedMessage[] = [];
  hosts.add(labTransport(lab, hostOf(lab, 'alpha')));
  hosts.subscribe(HOST, (message) => messages.push(message));
  const rows = (table: TableName): readonly Row[] => hosts.find(HOST)?.snapshot()?.tables[table] ?? [];
  try {
    await until('the first collect', () => rows('link').length > 0);
    return await body({ hosts, messages, commands: () => log.recent(), rows });
  } finally {
    await hosts.close();
  }
}

const names = (rows: readonly Row[]): readonly unknown[] => rows.map((row) => ('name' in row ? row.name : undefined));

describe('a live host', () => {
  let lab: Lab;
  beforeAll(async () => {
    const started = await startLab({ name: labName(), hosts: ['alpha', 'beta'], lifetime: 'owned' });
    if (started.ok) lab = started.value;
  });
  afterAll(() => lab?.stop());
  const alpha = (...argv: string[]): Promise<string> => inHost(hostOf(lab, 'alpha'), ...argv);

  labTest('shows links, addresses, routes, neighbours and namespaces as they come and go', () =>
    withLive(lab, async ({ rows }) => {
      await alpha('ip', 'netns', 'add', 'blue');
      await until('the namespace', () => names(rows('netns')).includes('blue'));
      await alpha('ip', 'link', 'add', 'name', 'va', 'type', 'veth', 'peer', 'name', 'vb', 'netns', 'blue');
      await until('the veth', () => names(rows('link')).includes('va') && names(rows('link')).includes('vb'));
      await alpha('ip', '-n', 'blue', 'address', 'add', '10.9.0.1/24', 'dev', 'vb');
      await until('the address inside', () =>
        rows('address').some((row) => 'local' in row && row.local === '10.9.0.1'),
      );
      await alpha('ip', '-n', 'blue', 'link', 'set', 'dev', 'vb', 'up');
      await alpha('ip', '-n', 'blue', 'neighbour', 'add', '10.9.0.2', 'lladdr', '02:00:00:00:00:02', 'dev', 'vb');
      await until('the neighbour', () =>
        rows('neighbour').some((row) => 'mac' in row && row.mac === '02:00:00:00:00:02'),
      );
      await until('the connected route', () => rows('route').some((row) => 'dst' in row && row.dst === '10.9.0.0/24'));
      await alpha('ip', 'netns', 'del', 'blue');
      await until(
        'the end of it all',
        () => !names(rows('netns')).includes('blue') && rows('link').every((row) => 'netns' in row && row.netns === ''),
      );
      await until('the end of the near end', () => !names(rows('link')).includes('va'));
    }),
  );

  labTest('reads one changed FDB entry by itself, and a burst of them once', () =>
    withLive(lab, async ({ rows, commands }) => {
      await alpha('ip', 'link', 'add', 'name', 'vx1', 'type', 'vxlan', 'id', '1', 'dstport', '4789', 'dev', 'eth0');
      await until('the device', () => names(rows('link')).includes('vx1'));
      const listings = (): number => commands().filter(({ text }) => /bridge .*fdb show/.test(text)).length;
      const macs = (): number => rows('fdb').filter((row) => 'mac' in row && row.mac?.startsWith('02:aa:')).length;
      const before = listings();
      await alpha('bridge', 'fdb', 'add', '02:aa:00:00:00:01', 'dev', 'vx1', 'dst', '192.168.64.4');
      await until('the entry', () => macs() === 1);
      await alpha('bridge', 'fdb', 'del', '02:aa:00:00:00:01', 'dev', 'vx1', 'dst', '192.168.64.4');
      await until('its end', () => macs() === 0);
      expect(listings(), 'full listings for one entry').toBe(before);

      const batch = Array.from(
        { length: 2000 },
        (_, index) => `fdb add 02:aa:00:00:${hex(index >> 8)}:${hex(index & 255)} dev vx1 dst 192.168.64.4`,
      );
      await alpha('sh', '-c', 'printf "%s\\n" "$@" | bridge -batch -', 'sh', ...batch);
      await until('all entries', () => macs() === 2000);
      expect(listings() - before, 'listings for 2,000 entries').toBeLessThan(20);
      await alpha('ip', 'link', 'del', 'dev', 'vx1');
      await until('the end of them', () => macs() === 0);
    }),
  );

  labTest('feeds a window: first everything, then changes, numbered without a gap, without the raw rows', () =>
    withLive(lab, async ({ messages, hosts }) => {
      await until('the first messages', () => messages.some(({ complete }) => complete));
      await alpha('ip', 'link', 'add', 'name', 'br-feed', 'type', 'bridge');
      const fed = (): boolean =>
        messages.some(
          ({ reset, changes }) =>
            !reset && changes.some(({ upsert }) => upsert.some((row) => 'name' in row && row.name === 'br-feed')),
        );
      await until('the change', fed);
      expect(messages[0]?.reset).toBe(true);
      expect(messages.filter(({ reset }) => reset)).toHaveLength(1);
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index));
      expect(
        messages.flatMap(({ changes }) => changes.flatMap(({ upsert }) => upsert)).filter((row) => 'raw' in row),
      ).toEqual([]);
      const raw = hosts.find(HOST)?.snapshot()?.tables.link[0]?.raw;
      expect(raw).toMatchObject({ ifname: 'lo' });
      await alpha('ip', 'link', 'del', 'dev', 'br-feed');
    }),
  );

  labTest('notices ip_forward and a filter rule at the next full read', () =>
    withLive(lab, async ({ hosts, rows }) => {
      await alpha('sysctl', '-q', '-w', 'net.ipv4.ip_forward=1');
      await hosts.find(HOST)?.refresh();
      expect(rows('sysctl')).toContainEqual(expect.objectContaining({ name: 'net.ipv4.ip_forward', value: '1' }));
      await alpha('sysctl', '-q', '-w', 'net.ipv4.ip_forward=0');
    }),
  );
});

describe('a host that dies', () => {
  labTest('is lost, keeps the rows it had, and answers every question with that', () =>
    withLab(['alpha'], (lab) =>
      withLive(lab, async ({ hosts, rows }) => {
        process.kill(hostOf(lab, 'alpha').pid, 'SIGKILL');
        await until('lost', () => hosts.find(HOST)?.host().status === 'lost');
        expect(names(rows('link'))).toContain('eth0');
        expect(await hosts.find(HOST)?.refresh()).toMatchObject({ ok: false, problem: { code: 'host-gone' } });
      }),
    ),
  );
});

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
