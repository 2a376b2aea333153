import { describe, expect, test } from 'vitest';
import { linkKey } from '../../../app/noun/link/row.ts';
import { addressChangeForm, addressForm } from '../../../renderer/address/form.ts';
import { bridgeForm } from '../../../renderer/bridge/form.ts';
import { endpointForm } from '../../../renderer/endpoint/form.ts';
import { fdbForm } from '../../../renderer/fdb-entry/form.ts';
import { linkForm } from '../../../renderer/links/form.ts';
import { neighbourForm } from '../../../renderer/neighbour/form.ts';
import { netnsForm } from '../../../renderer/netns/form.ts';
import { portForm } from '../../../renderer/port/form.ts';
import { routeForm } from '../../../renderer/route/form.ts';
import { vethForm } from '../../../renderer/veth/form.ts';
import { vxlanForm } from '../../../renderer/vxlan-link/form.ts';
import type { LinkRow } from '../../../renderer/facts.ts';
import { commandsOf, contextOf, tables } from './world.ts';

const context = contextOf();
const rows = context.tables;

function link(name: string, netns = ''): LinkRow {
  const row = rows.link.get(linkKey(netns, name));
  if (row === undefined) throw new Error(`the mock has no ${name}`);
  return row;
}

describe('forms of new things', () => {
  test('a unicast FDB entry', () => {
    const typed = { dev: '|vx100', mac: '02:00:00:00:00:AA', dst: '192.168.64.9', extern_learn: 'on' };
    expect(commandsOf(fdbForm(context), typed)).toEqual([
      'bridge fdb add 02:00:00:00:00:aa dev vx100 dst 192.168.64.9 self permanent extern_learn',
    ]);
  });

  test('a flood entry is appended, and asks for no MAC', () => {
    const form = fdbForm(context);
    const typed = { entry: 'flood', dev: '|vx100', dst: '192.168.64.9' };
    expect(form.fields({ ...form.start, ...typed }).map(({ id }) => id)).not.toContain('mac');
    expect(commandsOf(form, typed)).toEqual([
      'bridge fdb append 00:00:00:00:00:00 dev vx100 dst 192.168.64.9 self permanent',
    ]);
  });

  test('a neighbour, and one that this host answers for', () => {
    const typed = { dev: '|eth0', dst: '192.168.64.77', mac: '02:00:00:00:00:77' };
    expect(commandsOf(neighbourForm(context), typed)).toEqual([
      'ip neigh replace 192.168.64.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent',
    ]);
    expect(commandsOf(neighbourForm(context), { entry: 'proxy', dev: '|eth0', dst: '192.168.64.78' })).toEqual([
      'ip neigh add proxy 192.168.64.78 dev eth0',
    ]);
  });

  test('a route is IPv6 as soon as an address of it is', () => {
    const form = routeForm(context);
    expect(form.items({ ...form.start, dst: 'default', via: 'fe80::1', dev: 'eth0' })).toMatchObject([
      { family: 'inet6' },
    ]);
    expect(commandsOf(form, { dst: '10.77.0.0/16', via: '192.168.64.1', dev: 'eth0', metric: '5' })).toEqual([
      'ip route add 10.77.0.0/16 via 192.168.64.1 dev eth0 metric 5',
    ]);
  });

  test('a route that leads nowhere has neither gateway nor device', () => {
    const form = routeForm(context);
    const typed = { dst: '10.78.0.0/16', type: 'blackhole', via: '192.168.64.1' };
    expect(commandsOf(form, typed)).toEqual(['ip route add blackhole 10.78.0.0/16']);
  });

  test('a vxlan starts on the underlay, and only what is not usual is said', () => {
    const form = vxlanForm(context);
    expect(form.start).toMatchObject({ 'vxlan.dev': 'eth0', 'vxlan.local': '192.168.64.11', 'vxlan.learning': 'on' });
    const [add] = commandsOf(form, { name: 'vx7', 'vxlan.vni': '7', 'vxlan.learning': 'off' });
    expect(add).toMatch(/ip link add name vx7 address \S+ mtu 1450 type vxlan id 7 .*dstport 4789.* nolearning$/);
    expect(add).not.toMatch(/udpcsum|ttl/);
  });

  test('a vxlan in another namespace does not keep the underlay of the first, unless it was typed', () => {
    const form = vxlanForm(context);
    const moved = { ...form.start, netns: 'red' };
    expect(form.follow?.(moved, form.start)).toMatchObject({ 'vxlan.dev': 'eth0', 'vxlan.local': '10.42.0.1' });
    const typed = { ...form.start, 'vxlan.local': '192.168.64.99' };
    expect(form.follow?.({ ...typed, netns: 'red' }, typed)).toMatchObject({ 'vxlan.local': '192.168.64.99' });
    expect(form.follow?.({ ...form.start, name: 'vx7' }, form.start)).toMatchObject({
      'vxlan.dev': 'eth0',
      name: 'vx7',
    });
  });

  test('an option that this ip lacks cannot be chosen and says why', () => {
    const form = vxlanForm(context);
    const field = form.fields(form.start).find(({ id }) => id === 'vxlan.localbypass');
    expect(field?.why).toBe('Needs iproute2 6.5 on the host; it has 6.1.0');
  });

  test('both ends of the source ports go together, and a missing one is said', () => {
    const typed = { name: 'vx7', 'vxlan.vni': '7', 'vxlan.srcport.low': '1000' };
    const [item] = vxlanForm(context).items({ ...vxlanForm(context).start, ...typed }) as [{ vxlan: unknown }];
    expect(item.vxlan).toMatchObject({ srcport: { low: 1000, high: '' } });
  });

  test('a bridge, a veth pair, a namespace, an address and an endpoint', () => {
    expect(commandsOf(bridgeForm(context), { name: 'br7', 'bridge.ageing': '60' })[1]).toContain('ageing_time 6000');
    expect(commandsOf(vethForm(context), { name: 'v1', 'peer.name': 'v2', 'peer.netns': 'red' })[0]).toMatch(
      /peer name v2/,
    );
    expect(commandsOf(netnsForm(), { name: 'blue' })[0]).toBe('ip netns add blue');
    expect(commandsOf(addressForm(context, link('eth0')), { address: '10.5.0.1/24' })).toEqual([
      'ip address add 10.5.0.1/24 dev eth0',
    ]);
    const endpoint = endpointForm(context, { bridge: 'br100' });
    const typed = { netns: 'blue', port: 'blue-p', address: '10.42.0.9/24', gateway: '' };
    expect(commandsOf(endpoint, typed)).toContain('ip -n blue address add 10.42.0.9/24 dev eth0');
  });
});

describe('forms of what is there', () => {
  describe('an address', () => {
    const [row] = contextOf().facts.addresses('lab:alpha', 'red', 'eth0');
    if (row === undefined) throw new Error('the mock has no address in red');
    const form = addressChangeForm(context, row);
    const add = 'ip -n red address add';

    test('gives way to another one, with what else it had', () => {
      expect(commandsOf(form, { to: '10.42.0.77/24' }).slice(0, 2)).toEqual([
        `ip -n red address del ${row.local}/24 dev eth0`,
        `${add} 10.42.0.77/24 dev eth0`,
      ]);
    });

    test('gets a label and a flag, and loses them again', () => {
      const typed = { label: 'eth0:1', noprefixroute: 'on' };
      expect(commandsOf(form, typed)[1]).toBe(`${add} ${row.local}/24 dev eth0 label eth0:1 noprefixroute`);
      const labelled = { ...row, label: 'eth0:1', flags: ['noprefixroute'] };
      const there = {
        ...tables,
        address: tables.address.map((one) => (one.key === row.key ? { ...one, ...labelled } : one)),
      };
      const again = addressChangeForm(context, labelled);
      expect(commandsOf(again, {}, there)).toEqual([]);
      expect(commandsOf(again, { label: '', noprefixroute: 'off' }, there)[1]).toBe(`${add} ${row.local}/24 dev eth0`);
    });

    test('says on its own field what is wrong with the new one, and wants one', () => {
      expect(commandsOf(form, { to: '10.42.0.0/24' })).toEqual([
        "bad-input items.0.to 10.42.0.0/24 is the network's or the broadcast address",
      ]);
      expect(form.blocked?.({ ...form.start, to: '' })).toMatch(/Give the address/);
      expect(form.fields(form.start).find(({ id }) => id === 'dev')?.why).toMatch(/delete it and add it/);
    });
  });

  test('unchanged, they change nothing', () => {
    const forms = [
      ...[...rows.fdb.values()]
        .filter(({ mac, dst }) => !mac.startsWith('00') && dst)
        .map((row) => fdbForm(context, row)),
      ...[...rows.link.values()].filter(({ kind }) => kind === 'vxlan').map((row) => vxlanForm(context, row)),
      ...[...rows.link.values()].filter(({ kind }) => kind === 'bridge').map((row) => bridgeForm(context, row)),
      ...[...rows.link.values()].filter(({ port }) => port).map((row) => portForm(context, row)),
      ...[...rows.link.values()].filter(({ kind }) => kind === 'veth').map((row) => linkForm(context, row)),
      ...[...rows.address.values()].map((row) => addressChangeForm(context, row)),
    ];
    expect(forms.length).toBeGreaterThan(4);
    expect(forms.flatMap((form) => commandsOf(form, {}))).toEqual([]);
  });

  test('of a vxlan, what the kernel does not change in place is marked', () => {
    const form = vxlanForm(context, link('vx100'));
    const noted = form
      .fields(form.start)
      .filter(({ note }) => note !== undefined)
      .map(({ id }) => id);
    expect(noted).toContain('vxlan.vni');
    expect(noted).not.toContain('vxlan.learning');
    expect(commandsOf(form, { 'vxlan.vni': '101' })[0]).toBe('ip link del dev vx100');
  });

  test('an emptied option is taken away, an emptied bridge means unplugged', () => {
    const form = vxlanForm(context, link('vx100'));
    expect(form.items({ ...form.start, 'vxlan.local': '', master: '' })).toMatchObject([
      { verb: 'set', master: null, unset: ['local'], vxlan: {} },
    ]);
  });

  test('a link moves to another namespace', () => {
    const form = linkForm(context, link('eth0', 'red'));
    expect(form.items({ ...form.start, moveTo: '(host)' })).toEqual([
      { noun: 'link', verb: 'set', moveTo: '', netns: 'red', name: 'eth0' },
    ]);
  });
});
