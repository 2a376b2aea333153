import { appendFileSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import { JournalEntrySchema } from '../../../app/change/journal-entry.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, suggested, withEngine, type TestEngine } from './engine-for-test.ts';
import * as v from 'valibot';

const HOST = 'lab:alpha' as const;
const MAC = '02:00:00:00:00:01';
const edit = (...items: readonly unknown[]) => ({ kind: 'edit', host: HOST, items });
const vxlan = {
  noun: 'vxlan',
  verb: 'add',
  netns: '',
  name: 'vx7',
  vxlan: { vni: 7, local: '192.168.64.3', dev: 'eth0', dstport: 4789, learning: false },
} as const;
const self = { owner: 'self', state: 'permanent' } as const;

const withAlpha = (body: (engine: TestEngine, run: (...argv: string[]) => Promise<string>) => Promise<void>) =>
  withLab(['alpha'], (lab) =>
    withEngine(lab, (engine) => body(engine, (...argv) => inHost(hostOf(lab, 'alpha'), ...argv))),
  );

/** A device with one of everything that hangs on one. */
const OVERLAY = edit(
  vxlan,
  { noun: 'bridge', verb: 'add', netns: '', name: 'br7' },
  { noun: 'port', verb: 'add', netns: '', name: 'vx7', master: 'br7', port: { neighSuppress: true, learning: false } },
  { noun: 'address', verb: 'add', netns: '', dev: 'vx7', address: '10.7.0.1/24' },
  { noun: 'address', verb: 'add', netns: '', dev: 'vx7', address: 'fd07::1/64', flags: ['nodad'] },
  { noun: 'neighbour', verb: 'add', netns: '', dev: 'vx7', dst: '10.7.0.2', mac: MAC, flags: ['router'] },
  { noun: 'fdb', verb: 'add', netns: '', dev: 'vx7', mac: MAC, dst: '192.168.64.4', ...self },
  { noun: 'fdb', verb: 'add', netns: '', dev: 'vx7', mac: FLOOD_MAC, dst: '192.168.64.4', ...self },
  { noun: 'fdb', verb: 'add', netns: '', dev: 'vx7', mac: FLOOD_MAC, dst: '192.168.64.5', port: 8472, ...self },
  {
    noun: 'route',
    verb: 'add',
    netns: '',
    family: 'inet',
    dst: '10.8.0.0/24',
    via: '10.7.0.2',
    dev: 'vx7',
    onlink: true,
  },
  { noun: 'route', verb: 'add', netns: '', family: 'inet6', dst: 'fd08::/64', via: 'fd07::2', dev: 'vx7' },
);

describe('routes through nexthop objects', () => {
  labTest('are deleted by their id, stay without an address, and come back through it', () =>
    withAlpha(async ({ session, look }, run) => {
      await applied(session, OVERLAY);
      await run('ip', 'nexthop', 'add', 'id', '10', 'via', '10.7.0.2', 'dev', 'vx7');
      await run('ip', 'nexthop', 'add', 'id', '11', 'group', '10');
      for (const [dst, id] of [
        ['10.9.0.0/16', '10'],
        ['10.10.0.0/16', '11'],
      ] as const)
        await run('ip', 'route', 'add', dst, 'nhid', id);
      const route = { noun: 'route', verb: 'del', netns: '', family: 'inet' };
      await session.hosts.find(HOST)?.refresh();
      const before = await look(HOST);
      const change = edit({ ...route, dst: '10.9.0.0/16' }, { ...route, dst: '10.10.0.0/16' });
      expect(session.previews.preview(change).problems).toEqual([]);
      expect((await applied(session, change)).end).toBe('committed');
      expect(await run('ip', 'route')).not.toMatch(/^10\.(9|10)\./m);
      expect((await applied(session, { kind: 'undo' })).end).toBe('committed');
      expect(await run('ip', 'route')).toContain('10.9.0.0/16 nhid 10');
      expect(sameDurable(before, await look(HOST))).toEqual([]);

      await run('ip', 'route', 'replace', '10.9.0.0/16', 'nhid', '10');
      await session.hosts.find(HOST)?.refresh();
      const moved = edit({
        noun: 'address',
        verb: 'set',
        netns: '',
        dev: 'vx7',
        address: '10.7.0.1/24',
        to: '10.7.0.11/24',
      });
      expect(session.previews.preview(moved).problems).toEqual([]);
      expect((await applied(session, moved)).end).toBe('committed');
      expect(await run('ip', 'route')).toContain('10.9.0.0/16 nhid 10');
    }),
  );
});

describe('a vxlan', () => {
  labTest('changes in place what the kernel changes in place', () =>
    withAlpha(async ({ session, look }) => {
      await applied(session, OVERLAY);
      const before = await look(HOST);
      const change = edit({
        noun: 'vxlan',
        verb: 'set',
        netns: '',
        name: 'vx7',
        vxlan: { ttl: 9, tos: '0x10', ageing: 60, remote: '192.168.64.9' },
      });
      const { problems, plan } = session.previews.preview(change);
      expect(problems).toEqual([]);
      expect(plan?.hosts[0]?.forward.map(({ text }) => text)).toEqual([
        'ip link set dev vx7 type vxlan remote 192.168.64.9 ttl 9 tos 0x10 ageing 60',
      ]);
      expect((await applied(session, change)).end).toBe('committed');
      const ifindex = (name: string, { tables }: typeof before) =>
        tables.link.find((row) => row.name === name)?.ifindex;
      expect(ifindex('vx7', await look(HOST))).toBe(ifindex('vx7', before));
      await applied(session, { kind: 'undo' });
      expect(sameDurable(before, await look(HOST))).toEqual([]);
    }),
  );

  labTest(
    'made again for another VNI keeps MAC, bridge, addresses, FDB, neighbours and routes; undone it has the old one',
    () =>
      withAlpha(async ({ session, look }) => {
        await applied(session, OVERLAY);
        const before = await look(HOST);
        const change = edit({ noun: 'vxlan', verb: 'set', netns: '', name: 'vx7', vxlan: { vni: 8, udpcsum: false } });
        expect(session.previews.preview(change).problems).toMatchObject([
          {
            code: 'needs-recreation',
            severity: 'info',
            facts: { dev: 'vx7', options: 'vni, udpcsum' },
            where: { field: 'items.0.vxlan' },
          },
        ]);
        expect((await applied(session, change)).end).toBe('committed');
        const differences = sameDurable(before, await look(HOST));
        expect(differences).toEqual([expect.stringMatching(/^link vx7 differs: vxlan .*"vni":7.*"vni":8/)]);
        await applied(session, { kind: 'undo' });
        expect(sameDurable(before, await look(HOST))).toEqual([]);
      }),
  );

  labTest('deleted is brought back with all that hung on it, by undo and by rolling back', () =>
    withAlpha(async ({ session, look }) => {
      await applied(session, OVERLAY);
      const before = await look(HOST);
      const gone = { noun: 'vxlan', verb: 'del', netns: '', name: 'vx7' };
      await applied(session, edit(gone));
      await applied(session, { kind: 'undo' });
      expect(sameDurable(before, await look(HOST))).toEqual([]);
      // The kernel refuses the second change: nothing listens on that device's address.
      const failing = edit(gone, {
        noun: 'route',
        verb: 'add',
        netns: '',
        family: 'inet',
        dst: '10.99.0.0/24',
        via: '10.98.0.1',
      });
      expect((await applied(session, failing)).end).toBe('rolled-back');
      expect(sameDurable(before, await look(HOST))).toEqual([]);
    }),
  );
});

describe('a namespace', () => {
  labTest('deleted lists what it holds first, and undo makes it again with its cable, addresses and routes', () =>
    withAlpha(async ({ session, look }) => {
      const endpoint = {
        noun: 'endpoint',
        verb: 'add',
        netns: 'red',
        dev: 'ep0',
        port: 'p0',
        bridge: 'br7',
        address: '10.9.0.2/24',
        gateway: '10.9.0.1',
      };
      await applied(session, edit({ noun: 'bridge', verb: 'add', netns: '', name: 'br7' }, endpoint));
      const before = await look(HOST);
      const change = edit({ noun: 'netns', verb: 'del', name: 'red' });
      expect(session.previews.preview(change).problems).toMatchObject([
        { code: 'goes-along', facts: { along: expect.stringContaining('ep0') as string } },
      ]);
      await applied(session, change);
      expect((await look(HOST)).tables.link.map(({ name }) => name)).not.toContain('p0');
      await applied(session, { kind: 'undo' });
      expect(sameDurable(before, await look(HOST))).toEqual([]);
    }),
  );
});

describe('undo', () => {
  labTest('goes further back each time, and an undone undo stands again', () =>
    withAlpha(async ({ session, look }) => {
      const start = await look(HOST);
      await applied(session, edit(vxlan));
      await applied(session, edit({ noun: 'link', verb: 'set', netns: '', name: 'vx7', mtu: 1400 }));
      const both = await look(HOST);
      await applied(session, { kind: 'undo' });
      await applied(session, { kind: 'undo' });
      expect(sameDurable(start, await look(HOST))).toEqual([]);
      expect(session.previews.preview({ kind: 'undo' }).problems).toMatchObject([{ code: 'undo-unknown' }]);
      const [last, second] = session.history.list();
      await applied(session, { kind: 'undo', entryId: last?.id });
      await applied(session, { kind: 'undo', entryId: second?.id });
      expect(sameDurable(both, await look(HOST))).toEqual([]);
    }),
  );

  labTest('leaves out what was overwritten or is gone, and says so instead of guessing', () =>
    withAlpha(async ({ session, look }, run) => {
      await applied(session, edit(vxlan));
      await applied(
        session,
        edit(
          { noun: 'link', verb: 'set', netns: '', name: 'vx7', mtu: 1400 },
          { noun: 'fdb', verb: 'add', netns: '', dev: 'vx7', mac: MAC, dst: '192.168.64.4', ...self },
          { noun: 'address', verb: 'add', netns: '', dev: 'vx7', address: '10.7.0.1/24' },
        ),
      );
      await run('ip', 'link', 'set', 'dev', 'vx7', 'mtu', '1300');
      await run('bridge', 'fdb', 'del', MAC, 'dev', 'vx7');
      await session.hosts.find(HOST)?.refresh();
      const { problems, plan } = session.previews.preview({ kind: 'undo' });
      expect(problems.map(({ code, severity, facts }) => [code, severity, facts.what, facts.now])).toEqual([
        ['undo-skipped', 'info', `FDB entry ${MAC} to 192.168.64.4 on vx7`, 'nothing is there now'],
        ['undo-skipped', 'info', "vx7's MTU 1400", 'now there: MTU 1300'],
      ]);
      expect(plan?.hosts[0]?.forward.map(({ text }) => text)).toEqual(['ip address del 10.7.0.1/24 dev vx7']);
      await session.apply(plan?.planId ?? '', () => undefined);
      const link = (await look(HOST)).tables.link.find(({ name }) => name === 'vx7');
      expect(link?.mtu).toBe(1300);
    }),
  );

  labTest('of a deletion does not overwrite what has its name now', () =>
    withAlpha(async ({ session, look }, run) => {
      await applied(session, OVERLAY);
      await applied(session, edit({ noun: 'vxlan', verb: 'del', netns: '', name: 'vx7' }));
      await run('ip', 'link', 'add', 'name', 'vx7', 'type', 'bridge');
      await session.hosts.find(HOST)?.refresh();
      const before = await look(HOST);
      const [entry] = session.history.list();
      expect(session.previews.preview({ kind: 'undo', entryId: entry?.id })).toMatchObject({
        problems: [{ code: 'undo-skipped', facts: { what: 'vx7' } }, { code: 'plan-empty' }],
      });
      expect(sameDurable(before, await look(HOST))).toEqual([]);
    }),
  );

  labTest('takes a link of two hosts apart, and undone again the link stands', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        const before = await look(HOST);
        await applied(session, suggested(session, [HOST, 'lab:beta']));
        await applied(session, { kind: 'undo' });
        expect(sameDurable(before, await look(HOST))).toEqual([]);
        expect(session.stated.views()).toEqual([]);
        await applied(session, { kind: 'undo', entryId: session.history.list()[0]?.id });
        expect(session.stated.views()).toMatchObject([{ spec: { name: 'alpha-beta' } }]);
        expect(await session.health('alpha-beta')).toMatchObject({ ok: true, value: { healthy: true } });
      }),
    ),
  );
});

describe('the history', () => {
  labTest('tells each change whole: who, plan, commands with their outcome, rows before and after', () =>
    withAlpha(async ({ session, journalPath }) => {
      await applied(session, edit(vxlan));
      await applied(session, edit({ noun: 'link', verb: 'set', netns: '', name: 'vx7', mtu: 1400 }));
      await applied(session, { kind: 'undo' });
      const [undone, change, first] = session.history.list();
      expect(undone).toMatchObject({ kind: 'undo', undoes: change?.id, end: 'committed', stands: true });
      expect(change).toMatchObject({
        title: 'Change link vx7 on alpha',
        stands: false,
        undoneBy: undone?.id,
        steps: 1,
      });
      expect(first).toMatchObject({ stands: true, hosts: [HOST] });
      const details = session.history.show(change?.id.slice(0, 8) ?? '');
      expect(details?.commands).toMatchObject([
        { host: HOST, text: 'ip link set dev vx7 mtu 1400', exitCode: 0, stderr: '' },
      ]);
      expect(details?.before[0]?.rows['link']).toMatchObject([{ name: 'vx7', mtu: 1450 }]);
      expect(details?.after[0]?.rows['link']).toMatchObject([{ name: 'vx7', mtu: 1400 }]);
      for (const line of readFileSync(journalPath, 'utf8').trim().split('\n'))
        expect(v.safeParse(JournalEntrySchema, JSON.parse(line)).success, line).toBe(true);
    }),
  );

  labTest('reads entries of earlier versions and survives a torn last line', () =>
    withAlpha(async ({ session, journalPath }) => {
      await applied(session, edit(vxlan));
      const old = readFileSync(journalPath, 'utf8')
        .split('\n')
        .flatMap((line) => {
          if (line === '') return [];
          const { before: _b, after: _a, ...entry } = JSON.parse(line) as Record<string, unknown>;
          return entry['kind'] === 'commands' ? [] : [JSON.stringify({ ...entry, id: 'old' })];
        });
      appendFileSync(journalPath, `${old.join('\n')}\n{"kind":"armed","id":`);
      expect(await session.overlays.reload()).toMatchObject([{ code: 'journal-torn' }]);
      expect(session.history.show('old')).toMatchObject({ end: 'committed', commands: [], before: [], after: [] });
    }),
  );
});

describe('a failing step', () => {
  labTest('is in the history with what the kernel said', () =>
    withAlpha(async ({ session }) => {
      const result = await applied(
        session,
        edit({ noun: 'route', verb: 'add', netns: '', family: 'inet', dst: '10.99.0.0/24', via: '10.98.0.1' }),
      );
      expect(result.end).toBe('rolled-back');
      const [entry] = session.history.list();
      expect(session.history.show(entry?.id ?? '')?.commands).toMatchObject([
        { exitCode: 2, stderr: expect.stringContaining('Nexthop has invalid gateway') as string },
      ]);
      expect(previewed(session, edit(vxlan)).hosts).toHaveLength(1);
    }),
  );
});
