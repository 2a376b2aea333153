import { describe, expect, test } from 'vitest';
import { fdbEntryKey } from '../../../app/noun/fdb/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import { planHost } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { planView } from '../../../app/change/view.ts';
import { START } from './world.ts';

const dev = { netns: '', dev: 'vx0' };
const made = [
  { do: 'link-add-vxlan', netns: '', name: 'vx0', mac: '02:00:00:00:00:01', vxlan: { vni: 7, dstport: 4789 } },
  { do: 'link-set-up', netns: '', name: 'vx0', up: true },
  { do: 'neighbour-replace', ...dev, dst: '10.0.0.2', mac: '02:00:00:00:00:02', state: 'permanent' },
  { do: 'fdb-add', ...dev, mac: '02:00:00:00:00:02', dst: '192.168.64.4', owner: 'self', state: 'static' },
] as const satisfies readonly Step[];
const WORLD: Tables = made.reduce(simulate, START);

function lostBy(start: Tables, ...steps: readonly Step[]): readonly string[] {
  const plan = planHost(
    'local',
    start,
    steps.map((step) => ({ step, why: '' })),
  );
  const [view] = planView('', { title: '', hosts: [plan] }).hosts;
  return view?.lost ?? [];
}

describe('what taking back leaves otherwise', () => {
  test('is nothing where everything comes back', () => {
    expect(lostBy(WORLD, { do: 'link-del', netns: '', name: 'vx0' })).toEqual([]);
  });

  test('is a device that no command makes, with all that is on it', () => {
    const link = newLink({ netns: '', name: 'dm0', kind: 'dummy', mac: '02:00:00:00:00:0d' });
    const start = simulate(
      { ...WORLD, link: [...WORLD.link, link] },
      { do: 'address-add', netns: '', dev: 'dm0', address: '10.4.0.1/24' },
    );
    expect(lostBy(start, { do: 'link-del', netns: '', name: 'dm0' })).toEqual([
      'link dm0',
      'address 10.4.0.1/24 on dm0',
    ]);
  });

  test('is a name and a group that are not set again', () => {
    const link = WORLD.link.map((row) =>
      row.name === 'vx0' ? { ...row, alias: 'to beta', altnames: ['tunnel-to-beta'], group: '7' } : row,
    );
    const lost = lostBy({ ...WORLD, link }, { do: 'link-del', netns: '', name: 'vx0' });
    // Each that a plan sets again one day is one less to say.
    for (const row of lost) expect(row).toMatch(/^link vx0: /);
  });

  test('is a setting whose value before could not be read', () => {
    const step: Step = { do: 'sysctl-set', netns: '', name: 'net.ipv6.conf.all.forwarding', value: '1' };
    expect(lostBy(WORLD, step)).toEqual(['setting net.ipv6.conf.all.forwarding stays']);
  });

  test('is a file that could not be read', () => {
    const path = '/etc/sysctl.d/90-overlane-a.conf';
    const file = [{ key: path, netns: '', path, mode: '0644' }] as const;
    expect(lostBy({ ...WORLD, file }, { do: 'file-remove', path })).toEqual([`file ${path}`]);
  });
});

describe('an MTU for which the underlay device has no room any more (6.18: refused, or less than asked without a word)', () => {
  const underlay = [
    { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb' } },
    { do: 'link-add-vxlan', netns: '', name: 'vx1', vxlan: { vni: 8, dstport: 4789, dev: 'va' } },
    { do: 'link-set-mtu', netns: '', name: 'va', mtu: 1400 },
  ] as const satisfies readonly Step[];
  const start = underlay.reduce<Tables>(simulate, START);
  const inverseOf = (...steps: readonly Step[]): readonly Step[] =>
    planHost(
      'local',
      start,
      steps.map((step) => ({ step, why: '' })),
    ).steps.flatMap(({ inverse }) => inverse);

  test.each<Step>([
    { do: 'link-set-vxlan', netns: '', name: 'vx1', set: { dev: 'eth0' } },
    { do: 'link-set-mtu', netns: '', name: 'vx1', mtu: 1300 },
    { do: 'link-del', netns: '', name: 'vx1' },
  ])('is said before $do, and not asked of the kernel', (step) => {
    expect(lostBy(start, step)).toEqual(['link vx1: mtu 1450']);
    for (const back of inverseOf(step)) if ('mtu' in back) expect(back.mtu).toBe(1350);
  });

  test('comes back where the room does', () => {
    const wider: Step = { do: 'link-set-mtu', netns: '', name: 'va', mtu: 1450 };
    const away: Step = { do: 'link-set-vxlan', netns: '', name: 'vx1', set: { dev: 'eth0' } };
    expect(simulate(simulate(start, wider), away).link.find(({ name }) => name === 'vx1')?.mtu).toBe(1450);
    expect(lostBy(underlay.slice(0, 2).reduce<Tables>(simulate, START), underlay[2], away)).toEqual([]);
  });
});

/** `fdb_add_local`, 6.18. */
describe("an entry of a bridge for what becomes its port's own address", () => {
  const mac = '02:00:00:00:00:0f';
  const other = '02:00:00:00:00:0e';
  const ports = [
    { do: 'link-add-bridge', netns: '', name: 'br0' },
    { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb' } },
    { do: 'link-set-master', netns: '', name: 'va', master: 'br0' },
    { do: 'link-set-mac', netns: '', name: 'vb', mac: other },
  ] as const satisfies readonly Step[];
  const held = (state: 'static' | 'permanent', of = mac): Tables =>
    simulate(ports.reduce<Tables>(simulate, START), {
      do: 'fdb-add',
      netns: '',
      dev: 'va',
      mac: of,
      owner: 'master',
      state,
    });

  test.each<[Step, string]>([
    [{ do: 'link-set-mac', netns: '', name: 'va', mac }, mac],
    [{ do: 'link-set-mac', netns: '', name: 'br0', mac }, mac],
    [{ do: 'link-set-master', netns: '', name: 'vb', master: 'br0' }, other],
  ])('goes with %j and is brought back, but for a permanent one, which stays', (step, of) => {
    const start = held('static', of);
    expect(simulate(start, step).fdb).toEqual([]);
    const [planned] = planHost('local', start, [{ step, why: '' }]).steps;
    expect(planned?.inverse.at(-1)).toMatchObject({ do: 'fdb-add', dev: 'va', mac: of, state: 'static' });
    expect(simulate(held('permanent', of), step).fdb).toHaveLength(1);
  });
});

describe('an entry that is deleted', () => {
  const entry = { ...dev, mac: '02:00:00:00:00:05', owner: 'self' } as const;
  const back = (flags: readonly string[], more: object = { dst: '192.168.64.4' }, state = ''): readonly Step[] => {
    const place = { ...dev, mac: entry.mac, ...more };
    const row = { ...place, key: fdbEntryKey(place), state, flags: ['self', ...flags], raw: {} };
    const plan = planHost('local', { ...WORLD, fdb: [...WORLD.fdb, row] }, [
      { step: { do: 'fdb-del', ...entry, ...more, state: 'dynamic' }, why: '' },
    ]);
    expect(plan.lost).toBeUndefined();
    return plan.steps.flatMap(({ inverse }) => inverse);
  };

  test('comes back as what a control plane learned', () => {
    expect(back(['extern_learn'])).toMatchObject([{ do: 'fdb-replace', state: 'dynamic', flags: ['extern_learn'] }]);
  });

  test('comes back as learned', () => {
    expect(back([])).toMatchObject([{ do: 'fdb-replace', state: 'dynamic', dst: '192.168.64.4' }]);
  });

  test('comes back through its nexthop', () => {
    expect(back([], { nhid: 10 }, 'static')).toMatchObject([{ do: 'fdb-replace', nhid: 10, state: 'static' }]);
  });

  test('comes back as the flood entry of the far end', () => {
    const start = simulate(START, { ...made[0], vxlan: { vni: 7, dstport: 4789, remote: '192.168.64.4' } });
    const step: Step = {
      do: 'fdb-del',
      ...dev,
      mac: '00:00:00:00:00:00',
      dst: '192.168.64.4',
      owner: 'self',
      state: 'permanent',
    };
    const plan = planHost('local', start, [{ step, why: '' }]);
    expect(plan.steps[0]?.inverse).toEqual([{ ...step, do: 'fdb-append' }]);
  });
});

/** Nothing prints whether somebody set a bridge's address (6.18). */
describe('a bridge that has its address from its ports', () => {
  const mac = '02:00:00:00:00:0a';
  const start = (
    [
      { do: 'link-add-bridge', netns: '', name: 'br0', mac },
      { do: 'link-add-veth', netns: '', name: 'va', mac, peer: { name: 'vb', mac: '02:00:00:00:00:0b' } },
      { do: 'link-set-master', netns: '', name: 'va', master: 'br0' },
      { do: 'neighbour-add', netns: '', dev: 'br0', dst: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
    ] as const satisfies readonly Step[]
  ).reduce<Tables>(simulate, START);

  test.each<Step>([
    { do: 'link-set-master', netns: '', name: 'va', master: null },
    { do: 'link-set-mac', netns: '', name: 'va', mac: '02:00:00:00:00:0c' },
    { do: 'link-del', netns: '', name: 'va' },
  ])('forgets its neighbours with $do, and gets them back', (step) => {
    expect(simulate(start, step).neighbour).toEqual([]);
    const [planned] = planHost('local', start, [{ step, why: '' }]).steps;
    expect(planned?.inverse.at(-1)).toMatchObject({ do: 'neighbour-replace', dev: 'br0', dst: '10.0.0.9' });
  });

  test('and none any more is made again without one, which is said', () => {
    const link = start.link.map((row) => (row.name === 'br0' ? { ...row, mac: '00:00:00:00:00:00' } : row));
    const bare = { ...start, link: link.map((row) => ({ ...row, master: undefined, port: undefined })) };
    const step: Step = { do: 'link-del', netns: '', name: 'br0' };
    expect(planHost('local', bare, [{ step, why: '' }]).steps[0]?.inverse[0]).not.toHaveProperty('mac');
    expect(lostBy(bare, step)).toEqual(['link br0: mac 00:00:00:00:00:00']);
  });
});

test.each([
  [false, ['blocking']],
  [true, []],
])('the state of a port whose bridge runs spanning tree (%s) is set back: %j', (stp, states) => {
  const steps = [
    { do: 'link-add-bridge', netns: '', name: 'br0', stp },
    { do: 'link-add-vxlan', netns: '', name: 'vx0', vxlan: { vni: 7, dstport: 4789 } },
    { do: 'link-set-master', netns: '', name: 'vx0', master: 'br0' },
    { do: 'link-set-up', netns: '', name: 'vx0', up: true },
    { do: 'port-set', netns: '', name: 'vx0', set: { state: 'blocking' } },
  ] as const satisfies readonly Step[];
  const made = steps.reduce<Tables>(simulate, START);
  const start = { ...made, link: made.link.map((row) => ({ ...row, carrier: true })) };
  const [planned] = planHost('local', start, [{ step: { do: 'link-del', netns: '', name: 'vx0' }, why: '' }]).steps;
  expect(
    planned?.inverse.flatMap((step) =>
      step.do === 'port-set' && step.set.state !== undefined ? [step.set.state] : [],
    ),
  ).toEqual(states);
});
