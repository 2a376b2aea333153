import { describe, expect, test } from 'vitest';
import { exportCommands, exportCsv, exportJson } from '../../../app/change/export.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import { withoutLinks } from '../../../app/change/foreign-rows.ts';
import { NOUNS } from '../../../app/noun/nouns.ts';
import { hostWith, MAC } from './world.ts';

test('a host is the commands that make it again, and says what no command makes', () => {
  const script = exportCommands(hostWith()).split('\n');
  expect(script[0]).toBe('#!/bin/sh -e');
  expect(script).toContain('# kept by flannel, left out: flannel.1');
  const order = [
    'netns add red',
    'link add name br0',
    'link add name v0',
    'link add name vx0',
    'master br0',
    'dev vx0 up',
    'address add 10.0.0.1/24',
    'neigh replace',
    'fdb replace',
    'route add',
  ];
  const places = order.map((part) => script.findIndex((line) => line.includes(part)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('a table is only its own commands', () => {
  expect(exportCommands(hostWith(), 'neighbour').trim().split('\n').at(-1)).toBe(
    `ip neigh replace 10.0.0.2 lladdr ${MAC} dev vx0 nud permanent`,
  );
  expect(JSON.parse(exportJson(hostWith(), 'neighbour'))).toMatchObject({ neighbour: [{ dst: '10.0.0.2' }] });
});

/** A host with what no command makes, what others keep, and names that a shell or a spreadsheet would run. */
function withRows(more: { readonly [T in keyof Tables]?: readonly object[] }): { readonly tables: Tables } {
  const { tables } = hostWith();
  const all = Object.entries(more).map(([table, rows]) => [table, [...tables[table as 'fdb'], ...rows]]);
  return { tables: { ...tables, ...(Object.fromEntries(all) as Partial<Tables>) } };
}
const linkOf = (name: string, more: object) => ({ ...newLink({ netns: '', name, kind: 'veth' }), ...more });
const neighbourOn = (dev: string, netns = '') => ({
  key: `${netns}|${dev}|10.9.9.9`,
  netns,
  dev,
  family: 'inet',
  dst: '10.9.9.9',
  mac: MAC,
  state: 'PERMANENT',
  flags: [],
  raw: {},
});
const commandsOf = (script: string) =>
  script
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');

describe('the script of a host', () => {
  test('names only what it makes: what stands on anything else is a comment', () => {
    const dummy = linkOf('wg0', { netns: 'red', key: 'red|wg0', kind: 'wireguard' });
    const script = exportCommands(
      withRows({ link: [dummy], neighbour: [neighbourOn('wg0', 'red'), neighbourOn('gone')] }),
    );
    expect(script).toContain('# cannot be made by a command: wg0 in red (wireguard)');
    expect(script).toContain('# cannot be made by a command: neighbour 10.9.9.9 on wg0 in red');
    expect(script).toContain(`# not made here: ip neigh replace 10.9.9.9 lladdr ${MAC} dev gone`);
    expect(commandsOf(script)).not.toMatch(/wg0|gone/);
  });

  test('leaves what other programs keep out, with the cables on their bridges, unless it is asked for', () => {
    const docker = { ...hostWith().tables.link.find(({ name }) => name === 'br0'), name: 'docker0', key: '|docker0' };
    const port = linkOf('veth1', { master: 'docker0', peerIndex: 9, peerNsid: 3 });
    const host = withRows({ link: [docker, port], neighbour: [neighbourOn('docker0')] });
    const script = exportCommands(host);
    expect(script).toContain('# kept by Docker, left out: docker0\n# a port of docker0, left out: veth1');
    expect(commandsOf(script)).not.toMatch(/docker0|veth1/);
    const whole = exportCommands(host, undefined, { foreign: true });
    expect(commandsOf(whole)).toContain('ip link add name docker0');
    expect(commandsOf(whole)).not.toMatch(/veth1/);
  });

  test.each(NOUNS.filter(({ row }) => 'dev' in row.fields).map(({ id }) => id))(
    'leaves what stands on a device of another program out: %s',
    (table) => {
      const rows = ['docker0', 'br0'].map((dev) => ({ key: dev, netns: '', name: '', dev, nexthops: [] }));
      const { tables } = withRows({ [table]: rows });
      const left = withoutLinks(tables, new Map([['|docker0', 'kept by Docker']]));
      expect(left[table].some(({ key }) => key === 'br0')).toBe(true);
      expect(left[table].some(({ key }) => key === 'docker0')).toBe(false);
    },
  );

  test('does what needs a device of the host itself only where there is one, and what may be there already again', () => {
    const route = {
      key: 'r',
      netns: '',
      family: 'inet',
      type: 'unicast',
      dst: 'default',
      gateway: '192.0.2.254',
      dev: 'eth0',
      table: 'main',
      protocol: 'static',
      scope: 'global',
      flags: [],
      nexthops: [],
      raw: {},
    };
    const leased = { ...route, key: 'd', dst: '10.55.0.0/24', protocol: 'dhcp' };
    const lines = exportCommands(withRows({ route: [route, leased] })).split('\n');
    const at = (part: string): number => lines.findIndex((line) => line.includes(part));
    const guard = 'if [ -e /sys/class/net/eth0 ]; then';
    expect(lines.lastIndexOf(guard, at('address replace 192.0.2.1/24 dev eth0'))).toBeGreaterThan(0);
    expect(lines.lastIndexOf(guard, at('link add name vx0'))).toBeGreaterThan(0);
    expect(at('route replace default via 192.0.2.254 dev eth0')).toBeGreaterThan(0);
    expect(at('10.55.0.0')).toBe(-1);
    expect(lines).toContain('# given by DHCP, left out: 1 route');
  });

  test('cannot be broken out of by a name or a value', () => {
    const evil = 'x\ntouch /tmp/pwned\n$(id)';
    const link = linkOf(evil, { key: `|${evil}`, kind: 'wireguard', master: 'br0' });
    const ours = { ...hostWith().tables.link.find(({ name }) => name === 'br0'), name: 'a;id', key: '|a;id' };
    const script = exportCommands(
      withRows({
        link: [link, ours],
        netns: [{ key: evil, name: evil, raw: {} }],
        neighbour: [neighbourOn(evil), neighbourOn('x', evil)],
      }),
    );
    for (const line of script.split('\n').filter((one) => /touch|id\)|;id/.test(one))) expect(line).toMatch(/^#/);
    expect(script).toContain('x\\ntouch');
  });

  test('makes a tunnel that was moved where its underlay is', () => {
    const tunnel = {
      ...hostWith().tables.link.find(({ name }) => name === 'vx0'),
      netns: 'red',
      name: 'vxm',
      key: 'red|vxm',
      peerNsid: 0,
      peerIndex: 77,
      master: undefined,
    };
    const eth0 = hostWith().tables.link.map((link) => (link.name === 'eth0' ? { ...link, ifindex: 77 } : link));
    const { tables } = withRows({ neighbour: [neighbourOn('vxm', 'red')] });
    const script = exportCommands({ tables: { ...tables, link: [...eth0, tunnel as Link] } });
    expect(script).toMatch(/ip link add name vxm .* dev eth0.*\n\s*ip link set dev vxm netns red\n/);
    expect(script).toMatch(/\n\s*ip -n red link set dev vxm up\n/);
    expect(commandsOf(script)).toContain('ip -n red neigh replace 10.9.9.9');
    expect(script).not.toContain('cannot be made');
  });
});

test('CSV quotes what it must, and no cell can run as a formula', () => {
  const rows = [{ key: 'k', netns: '', name: '=1+1', alias: 'a "b", c', flags: ['x', 'y'], raw: {} }];
  expect(exportCsv(rows as unknown as Parameters<typeof exportCsv>[0])).toBe(
    'netns,name,alias,flags\n,\'=1+1,"a ""b"", c",x y\n',
  );
  for (const start of ['=', '+', '-', '@', '\t=', '\r=', '＝', '＋', '－', '＠', ' =', '"=', '\u00a0-', "'=", '|', '%'])
    expect(exportCsv([{ alias: `${start}1+1` } as unknown as Link]).split('\n', 2)[1], start).toMatch(/^"?'/);
});
