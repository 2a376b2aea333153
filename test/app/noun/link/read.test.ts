import { describe, expect, test } from 'vitest';
import { parseLinks } from '../../../../app/noun/link/read.ts';
import type { Link } from '../../../../app/noun/link/row.ts';
import { recorded, recordedTable, VERSIONS, type Version } from '../recorded.ts';

function link(version: Version, name: string, netns = ''): Link {
  const found = recordedTable(version, 'link', netns).rows.find((row) => row.name === name);
  if (found === undefined) throw new Error(`${name} was not parsed`);
  return found;
}

describe.each(VERSIONS)('links recorded by %s', (version) => {
  test('the article’s vxlan device', () => {
    expect(link(version, 'vxlan0')).toMatchObject({
      key: '|vxlan0',
      kind: 'vxlan',
      up: true,
      carrier: true,
      mtu: 1450,
      mac: '02:00:00:00:10:01',
      addrgenmode: 'eui64',
    });
    expect(link(version, 'vxlan0').vxlan).toMatchObject({
      vni: 42,
      remote: '192.168.64.4',
      local: '192.168.64.3',
      dev: 'eth0',
      dstport: 4789,
      srcportLow: 0,
      srcportHigh: 0,
      ttl: 'auto',
      tos: undefined,
      df: 'unset',
      ageing: 300,
      maxaddress: undefined,
      learning: true,
      udpcsum: true,
      gbp: undefined,
    });
  });

  test('every option at once', () => {
    expect(link(version, 'vxopts').vxlan).toMatchObject({
      vni: 43,
      remote: '192.168.64.5',
      dstport: 8473,
      srcportLow: 49152,
      srcportHigh: 50000,
      ttl: 64,
      tos: '0x10',
      df: 'set',
      ageing: 600,
      dev: undefined,
      proxy: true,
      rsc: true,
      l2miss: true,
      l3miss: true,
      udpcsum: false,
      gbp: true,
    });
  });

  test('ttl and tos inherit, IPv6, multicast, external', () => {
    expect(link(version, 'vxinherit').vxlan).toMatchObject({ ttl: 'inherit', tos: 'inherit', learning: false });
    expect(link(version, 'vxv6').vxlan).toMatchObject({
      remote: 'fd00:64::4',
      local: 'fd00:64::3',
      flowlabel: '0x10',
      udp6zerocsumtx: true,
      udp6zerocsumrx: true,
    });
    expect(link(version, 'vxmcast').vxlan).toMatchObject({ group: '239.1.1.1', remote: undefined, maxaddress: 10 });
    expect(link(version, 'vxext').vxlan).toMatchObject({ vni: 0, external: true, dstport: 4790 });
  });

  test('bridge and port', () => {
    expect(link(version, 'br0').bridge).toMatchObject({ stp: false, vlanFiltering: false, ageing: 300 });
    expect(link(version, 'br0').bridge!.options['gc_timer']).toBeUndefined();
    expect(link(version, 'br0').raw).toHaveProperty('linkinfo.info_data.gc_timer');
    expect(link(version, 'vxinherit')).toMatchObject({
      master: 'br0',
      port: { state: 'forwarding', learning: true, flood: true, hairpin: false, priority: 32 },
    });
  });

  test('the other end of a veth, here and in another namespace', () => {
    expect(link(version, 'eth0')).toMatchObject({ peer: 'eth0p', peerNsid: undefined });
    expect(link(version, 'veth-red', 'red')).toMatchObject({
      key: 'red|veth-red',
      peer: undefined,
      peerIndex: 12,
      peerNsid: 0,
    });
  });

  test('a vxlan that was moved does not name a stranger as its underlay', () => {
    expect(link(version, 'vxmoved', 'red')).toMatchObject({
      peer: undefined,
      peerIndex: 3,
      peerNsid: 0,
      vxlan: { vni: 77, dev: undefined, local: '192.168.64.3' },
    });
  });

  test('loopback has no MAC address', () => {
    expect(link(version, 'lo')).toMatchObject({ kind: 'loopback', mac: undefined });
  });
});

describe('what depends on the version', () => {
  const vxlan = (version: Version, name: string) => link(version, name).vxlan!;

  test('false switches are unknown before 6.4 and false since', () => {
    expect(VERSIONS.map((version) => vxlan(version, 'vxlan0').proxy)).toEqual([undefined, undefined, false, false]);
    expect(VERSIONS.map((version) => vxlan(version, 'vxlan0').external)).toEqual([undefined, undefined, false, false]);
    expect(VERSIONS.map((version) => vxlan(version, 'vxlan0').localbypass)).toEqual([undefined, undefined, true, true]);
  });

  test('vnifilter since 5.19, reserved bits since 6.14', () => {
    expect(VERSIONS.map((version) => vxlan(version, 'vxext').vnifilter)).toEqual([undefined, true, true, true]);
    expect(VERSIONS.map((version) => vxlan(version, 'vxlan0').reservedBits)).toEqual([
      undefined,
      undefined,
      undefined,
      '0xf7ffffff000000ff',
    ]);
  });
});

describe('parseLinks', () => {
  const items = () => JSON.parse(recorded('6.1.0', 'red-link.json')) as Record<string, unknown>[];
  const parse = (list: unknown[]) => parseLinks(list as never, 'red', ['ip', '-j', 'link', 'show']);

  test('the index of a moved vxlan’s underlay is found even behind a stranger’s name', () => {
    const moved = items();
    const vxmoved = moved[2] as { linkinfo: { info_data: { link: string } } };
    vxmoved.linkinfo.info_data.link = 'veth-red';
    expect(parse(moved).rows[2]).toMatchObject({ peerIndex: 13, vxlan: { dev: undefined } });
  });

  test('an unknown kind is a row like any other', () => {
    const [lo] = items();
    const { rows, problems } = parse([
      { ...lo, ifname: 'q0', linkinfo: { info_kind: 'quantum', info_data: { spin: 1 } } },
    ]);
    expect(problems).toEqual([]);
    expect(rows[0]).toMatchObject({ name: 'q0', kind: 'quantum', raw: { linkinfo: { info_data: { spin: 1 } } } });
  });

  test.each([
    ['ifname', { ifname: 5 }],
    ['ifindex', { ifindex: '2' }],
    ['mtu', { mtu: null }],
    ['flags', { flags: 'UP' }],
    ['linkinfo.info_data.id', { linkinfo: { info_kind: 'vxlan', info_data: { port: 4789 } } }],
    ['linkinfo.info_data.port', { linkinfo: { info_kind: 'vxlan', info_data: { id: 1 } } }],
  ])('an unusable %s is a problem, and the other links stay', (field, wrong) => {
    const [lo, veth] = items();
    const { rows, problems } = parse([{ ...lo, ...wrong }, veth]);
    expect(rows.map((row) => row.name)).toEqual(['veth-red']);
    expect(problems).toMatchObject([
      {
        code: 'row-malformed',
        where: { netns: 'red', table: 'link' },
        facts: { command: 'ip -j link show', field, count: 1, first: 1 },
      },
    ]);
  });
});
