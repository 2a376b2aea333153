import { expect, test } from 'vitest';
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import { Facts } from '../../../renderer/facts.ts';
import { farHost, traceOfRow } from '../../../renderer/trace/from-row.ts';
import { contextOf } from '../edit/world.ts';

/** Two hosts with a tunnel of VNI 42 in a bridge and a machine on it. */
function host(name: 'alpha' | 'beta', at: number) {
  const link = (netns: string, dev: string, kind: string, more: object = {}) => ({
    ...{ key: `${netns}|${dev}`, netns, name: dev, kind, index: 1, mtu: 1450, up: true, operstate: 'UP', flags: [] },
    ...more,
  });
  const address = (netns: string, dev: string, local: string) => ({
    ...{
      key: `${netns}|${dev}|${local}`,
      netns,
      dev,
      local,
      prefixlen: 24,
      family: 'inet',
      scope: 'global',
      flags: [],
    },
  });
  const { tables } = contextOf({
    ...emptyOf(),
    netns: [
      { key: '', netns: '', name: '' },
      { key: 'red', netns: 'red', name: 'red' },
    ],
    link: [
      link('', 'eth0', 'ether', { index: 2 }),
      link('', 'br42', 'bridge', { index: 3 }),
      link('', 'vxlan42', 'vxlan', { index: 4, master: 'br42', vxlan: { vni: 42 }, mac: `02:00:00:00:00:1${at}` }),
      link('', 'port', 'veth', {
        index: 5,
        master: 'br42',
        peerIndex: 6,
        peerNetns: 'red',
        linkNetns: 'red',
        linkIndex: 6,
      }),
      link('red', 'veth', 'veth', { index: 6, peerIndex: 5, peerNetns: '', mac: `02:00:00:00:00:0${at}` }),
    ],
    address: [address('', 'eth0', `192.168.64.${at}`), address('red', 'veth', `10.0.0.${at}`)],
  } as never);
  return { host: `lab:${name}` as const, tables };
}

function emptyOf(): object {
  return Object.fromEntries(Object.keys(contextOf().tables).map((name) => [name, []]));
}

const both = [host('alpha', 1), host('beta', 2)];
const facts = new Facts(() => both);
const entry = (mac: string, dst?: string) => ({ key: 'x', netns: '', dev: 'vxlan42', mac, dst, state: '', flags: [] });

test('an entry of a machine leads to its address, and a flood entry to a machine behind the far end', () => {
  const toMachine = traceOfRow('lab:alpha', 'fdb', entry('02:00:00:00:00:02', '192.168.64.2'), facts);
  expect(toMachine).toMatchObject({ page: 'trace', to: '10.0.0.2' });
  expect(traceOfRow('lab:alpha', 'fdb', entry(FLOOD_MAC, '192.168.64.2'), facts)?.to).toBeDefined();
  expect(traceOfRow('lab:alpha', 'fdb', entry(FLOOD_MAC, '192.168.64.9'), facts)).toMatchObject({ to: '192.168.64.9' });
});

test('a neighbour and a route lead to what they are about, from where they stand', () => {
  const neighbour = { key: 'x', netns: 'red', dev: 'veth', dst: '10.0.0.2', state: 'STALE', flags: [] };
  expect(traceOfRow('lab:alpha', 'neighbour', neighbour, facts)).toEqual({
    ...{ page: 'trace', from: { host: 'lab:alpha', netns: 'red' }, to: '10.0.0.2' },
  });
  const route = { key: 'x', netns: 'red', dst: '10.0.0.0/24', dev: 'veth', flags: [], nexthops: [] };
  expect(traceOfRow('lab:alpha', 'route', route, facts)).toMatchObject({ to: '10.0.0.2' });
  expect(traceOfRow('lab:alpha', 'route', { ...route, dst: 'default', gateway: '10.0.0.254' }, facts)).toMatchObject({
    to: '10.0.0.254',
  });
  expect(traceOfRow('lab:alpha', 'route', { ...route, dst: '10.9.0.0/16' }, facts)).not.toHaveProperty('to');
});

test('the doctor of a row is that of its two hosts', () => {
  expect(farHost('fdb', entry(FLOOD_MAC, '192.168.64.2'), facts)).toBe('lab:beta');
  expect(farHost('fdb', entry('02:00:00:00:00:02'), facts)).toBe('lab:beta');
  expect(farHost('neighbour', { dst: '10.0.0.99' }, facts)).toBeUndefined();
});

test('a device starts a trace where it is, and a row of another kind none', () => {
  const inner = both[0]?.tables.link.get('red|veth');
  expect(traceOfRow('lab:alpha', 'link', inner, facts)).toEqual({
    page: 'trace',
    from: { host: 'lab:alpha', netns: 'red' },
  });
  expect(traceOfRow('lab:alpha', 'sysctl', {}, facts)).toBeUndefined();
});
