import { expect, test } from 'vitest';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { heldLines, takenBy, type Taken } from '../../../app/plan/held.ts';
import { planHost } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { START } from './world.ts';

const WORLD = (
  [
    { do: 'netns-add', name: 'red' },
    { do: 'link-add-bridge', netns: '', name: 'br0' },
    { do: 'link-add-vxlan', netns: '', name: 'vx0', vxlan: { vni: 7, dstport: 4789 } },
    { do: 'link-set-master', netns: '', name: 'vx0', master: 'br0' },
    { do: 'link-set-up', netns: '', name: 'vx0', up: true },
    { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb', netns: 'red' } },
  ] as const satisfies readonly Step[]
).reduce<Tables>(simulate, START);

const nothing = { gone: [], released: [], stopped: [], whole: false };
const takenOf = (...steps: readonly Step[]): readonly Taken[] =>
  takenBy(
    WORLD,
    planHost(
      'local',
      WORLD,
      steps.map((step) => ({ step, why: '' })),
    ),
  );

test.each<[Step, readonly Taken[]]>([
  [{ do: 'link-del', netns: '', name: 'vx0' }, [{ ...nothing, netns: '', gone: ['vx0'] }]],
  // Taken back only by making it again.
  [{ do: 'link-set-vxlan', netns: '', name: 'vx0', set: { dev: 'eth0' } }, [{ ...nothing, netns: '', gone: ['vx0'] }]],
  [{ do: 'link-del', netns: '', name: 'br0' }, [{ ...nothing, netns: '', gone: ['br0'], released: ['vx0'] }]],
  [{ do: 'link-set-up', netns: '', name: 'vx0', up: false }, [{ ...nothing, netns: '', stopped: ['vx0'] }]],
  [{ do: 'link-set-netns', netns: '', name: 'va', to: 'red' }, [{ ...nothing, netns: '', gone: ['va'] }]],
  [{ do: 'link-set-mtu', netns: '', name: 'vx0', mtu: 1400 }, []],
  [{ do: 'link-add-bridge', netns: '', name: 'br1' }, []],
])('%j takes away %j', (step, taken) => {
  expect(takenOf(step)).toEqual(taken);
});

test('a namespace goes whole, with the other end of a cable into it', () => {
  expect(takenOf({ do: 'netns-del', name: 'red' })).toEqual([
    { ...nothing, netns: '', gone: ['va'] },
    { ...nothing, netns: 'red', gone: ['vb'], whole: true },
  ]);
});

const gone: Taken = { ...nothing, netns: '', gone: ['vx0'] };

test.each([
  ['settings that a new device has as well', 'ipv4/conf/default/rp_filter:2\nipv4/conf/vx0/rp_filter:2\n'],
  ['what follows the device', 'ipv6/conf/default/mtu:1280\nipv6/conf/vx0/mtu:1500\n'],
  ['settings of others', 'ipv4/conf/default/rp_filter:0\nipv4/conf/vx1/rp_filter:2\nipv4/conf/lo/rp_filter:1\n'],
  ['tc without hooks', '== tc vx0\nqdisc noqueue 0: root refcnt 2 \n'],
  ['learned groups', '== mdb\n[{"mdb":[{"dev":"br0","port":"vx0","grp":"ff02::6a","state":"temp"}]}]\n'],
  ['tools that are not there', '== mdb\n\n== nexthops\nusage: ip [ OPTIONS ]\n== rules\n[1,null]\n'],
  ['rules, which outlive the device', '== rules\n[{"priority":100,"iif":"vx0","table":"7"}]\n'],
  ['nothing at all', ''],
])('%s: nothing to say', (_what, stdout) => {
  expect(heldLines(stdout, gone)).toEqual([]);
});

test('tc hooks with their filters, groups with all that tells them apart', () => {
  const stdout = `== tc vx0
qdisc noqueue 0: root refcnt 2
qdisc clsact ffff: parent ffff:fff1
filter protocol all pref 49152 matchall chain 0
filter protocol all pref 49152 matchall chain 0 handle 0x1
== mdb
[{"mdb":[{"dev":"vx0","port":"vx0","grp":"239.2.2.2","src":"10.0.0.9","state":"permanent","dst":"10.0.0.1","vid":7}]}]
`;
  expect(heldLines(stdout, gone)).toEqual([
    'link vx0: tc clsact with 1 filter',
    'MDB entry 239.2.2.2 from 10.0.0.9 VLAN 7 to 10.0.0.1 on vx0',
  ]);
});

test('many settings are counted', () => {
  const many = (dev: string, value: number) =>
    Array.from({ length: 20 }, (_, at) => `ipv4/conf/${dev}/s${at}:${value}\n`).join('');
  const lines = heldLines(`${many('default', 0)}${many('vx0', 1)}`, gone);
  expect(lines).toHaveLength(13);
  expect(lines.at(-1)).toBe('link vx0: 8 more settings');
});
