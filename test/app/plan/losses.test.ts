import { expect, test } from 'vitest';
import { parseLinks } from '../../../app/noun/link/read.ts';
import type { Json, JsonObject } from '../../../app/base/json.ts';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import { stepText } from '../../../app/noun/step-argv.ts';
import { planHost, rollbackOf } from '../../../app/plan/plan.ts';
import type { Wish, Step } from '../../../app/noun/step.ts';
import { planView } from '../../../app/change/view.ts';
import { recorded, VERSIONS } from '../noun/recorded.ts';

const base = {
  flags: ['BROADCAST', 'MULTICAST'],
  mtu: 1500,
  qdisc: 'noop',
  operstate: 'DOWN',
  linkmode: 'DEFAULT',
  group: 'default',
  txqlen: 1000,
  link_type: 'ether',
};

function world(...items: readonly JsonObject[]): Tables {
  const { rows, problems } = parseLinks(
    items.map((item, at) => ({ ifindex: at + 2, ...base, ...item })),
    '',
  );
  expect(problems).toEqual([]);
  return { ...EMPTY_TABLES, link: rows };
}

const bridge = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ ifname: 'br0', address: '02:00:00:00:00:0b', ...more },
  linkinfo: { info_kind: 'bridge', info_data: { ageing_time: 30000, ...data } },
});
const vxlan = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ ifname: 'vx0', address: '02:00:00:00:00:01', ...more },
  linkinfo: { info_kind: 'vxlan', info_data: { id: 7, port: 4789, ageing: 300, ttl: 0, ...data } },
});

const wish = (step: Step): Wish => ({ step, why: 'asked for' });
const lostOf = (tables: Tables, ...steps: readonly Step[]): readonly string[] =>
  (planHost('lab:alpha', tables, steps.map(wish)).lost ?? []).map((row) => row.replace(/^link (\S+):/, '$1'));
const del = (name: string): Step => ({ do: 'link-del', netns: '', name });

test('the VNIs of a filter come back with their device', () => {
  const filter = world(vxlan({ id: undefined as never, external: true, vnifilter: true }));
  const row = { key: '|vx0|100', netns: '', dev: 'vx0', vni: 100, vniEnd: 110, raw: {} };
  const tables = { ...filter, vni: [row] };
  expect(lostOf(tables, del('vx0'))).toEqual([]);
  expect(rollbackOf(planHost('local', tables, [{ step: del('vx0'), why: '' }])).map(stepText)).toContain(
    'bridge vni add dev vx0 vni 100-110',
  );
});

test('what steps set comes back and is not said', () => {
  const tables = world(
    bridge({ group_fwd_mask: '0x8', mcast_querier: 1, ageing_time: 60000, mcast_startup_query_intvl: 3300 }),
    vxlan(
      { ageing: 600, reserved_bits: '0x77000000000000ff', gbp: null, learning: false },
      { ifalias: 'to the rack', txqlen: 7, altnames: ['other'], group: '9' },
    ),
  );
  expect(lostOf(tables, del('br0'))).toEqual([]);
  expect(lostOf(tables, del('vx0'))).toEqual([]);
});

test('an option that no step sets is said by its name and value, also one that nobody knows yet', () => {
  expect(lostOf(world(bridge({ mst_enabled: 1 })), del('br0'))).toEqual(['br0 mst_enabled 1']);
  expect(lostOf(world(vxlan({ hyperdrive: 'engaged', future: { deep: [1] } })), del('vx0'))).toEqual([
    'vx0 hyperdrive engaged',
    'vx0 future {"deep":[1]}',
  ]);
  expect(lostOf(world(vxlan({}, { xdp: { mode: 2, prog: { id: 9 } }, qdisc: 'fq_codel' })), del('vx0'))).toEqual([
    'vx0 qdisc fq_codel',
    'vx0 xdp {"mode":2,"prog":{"id":9}}',
  ]);
  expect(lostOf(world(vxlan({}, { flags: ['DYNAMIC'] })), del('vx0'))).toEqual(['vx0 flag DYNAMIC']);
});

test('values that say "nothing" are not', () => {
  const nothing: readonly Json[] = [false, 0, '0x0', 'none', '', []];
  const data = Object.fromEntries(nothing.map((value, at) => [`future_${at}`, value]));
  expect(lostOf(world(vxlan(data)), del('vx0'))).toEqual([]);
});

test('a value that no step may hold is said: an alias with a control character, an ageing beyond all bounds', () => {
  const tables = world(bridge({ ageing_time: 300_000_000 }, { ifalias: 'a\u0007b', altnames: ['an other'] }));
  expect(lostOf(tables, del('br0'))).toEqual([
    'br0 alias a\u0007b',
    'br0 altname an other',
    'br0 ageing_time 300000000',
  ]);
});

test('said of a port whose bridge goes, of a device that is only made again, and never of one that stays', () => {
  const port = { info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding', priority: 32, future: 'on' } };
  const item = vxlan({}, { master: 'br0' });
  const tables = world(bridge({ mst_enabled: 1 }), {
    ...item,
    linkinfo: { ...(item['linkinfo'] as JsonObject), ...port },
  });
  const again: Step = { do: 'link-add-vxlan', netns: '', name: 'vx0', vxlan: { vni: 8, dstport: 4789 } };
  expect(lostOf(tables, del('vx0'), again)).toEqual(['vx0 future on']);
  expect(lostOf(tables, { do: 'link-set-up', netns: '', name: 'vx0', up: true })).toEqual([]);
  expect(lostOf(tables, { do: 'link-set-master', netns: '', name: 'vx0', master: null })).toEqual(['vx0 future on']);
  expect(lostOf(tables, del('br0'))).toEqual(['br0 mst_enabled 1', 'vx0 future on']);
});

test('the plan says it where it is read', () => {
  const plan = planHost('lab:alpha', world(bridge({ mst_enabled: 1 })), [wish(del('br0'))]);
  expect(planView('1', { title: 't', hosts: [plan] }).hosts[0]?.lost).toEqual(['link br0: mst_enabled 1']);
});

test.each(VERSIONS)('nothing of what %s recorded is lost with an ordinary device', (version) => {
  const { rows } = parseLinks(JSON.parse(recorded(version, 'link.json')) as readonly Json[], '');
  const tables = { ...EMPTY_TABLES, link: rows };
  for (const name of ['vxlan0', 'vxopts', 'vxinherit', 'vxv6', 'vxmcast', 'vxext', 'br0', 'flannel.1'])
    expect(
      lostOf(tables, del(name)).filter((what) => !what.includes('list of VNIs')),
      name,
    ).toEqual([]);
});
