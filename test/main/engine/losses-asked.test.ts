import { describe, expect } from 'vitest';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';

const edit = (...items: readonly object[]) => ({ kind: 'edit', host: 'lab:alpha', items });
const del = (name: string) => edit({ noun: 'link', verb: 'del', netns: '', name });

const WORLD = [
  'ip link add br0 type bridge',
  'ip link set br0 up',
  'ip link add vx0 type vxlan id 7 dstport 4789 local 192.168.64.3 dev eth0',
  'ip link set vx0 master br0 up',
  'ip link add va type veth peer name vb',
  'ip link set va up',
  'ip link set vb up',
  'sysctl -qw net.ipv4.conf.vx0.rp_filter=2',
  'sysctl -qw net.ipv6.neigh.vx0.ucast_solicit=9',
  'tc qdisc add dev vx0 clsact',
  'bridge mdb add dev br0 port vx0 grp 239.1.1.1 permanent',
  'ip address add 10.4.0.1/24 dev va',
  'ip nexthop add id 10 via 10.4.0.2 dev va',
  'ip netns add red',
  'ip -n red rule add pref 100 from 10.0.0.0/8 table 7',
];

describe('what no table holds', () => {
  labTest('is said before it is lost, row by row, and kept with the change', () =>
    withLab(['alpha'], (lab) =>
      withEngine(lab, async ({ session }) => {
        const host = hostOf(lab, 'alpha');
        for (const line of WORLD) await inHost(host, ...line.split(' '));
        await session.hosts.find('lab:alpha')?.refresh();
        const lostBy = async (intent: object) => (await session.preview(intent)).plan?.hosts[0]?.lost ?? [];
        const ofVx = [
          'link vx0: net.ipv4.conf.vx0.rp_filter 2',
          'link vx0: net.ipv6.neigh.vx0.ucast_solicit 9',
          'link vx0: tc clsact',
          'MDB entry 239.1.1.1 on vx0',
        ];
        expect(await lostBy(del('vx0'))).toEqual(ofVx);
        // Made again, though it is not removed for good.
        expect(await lostBy(edit({ noun: 'vxlan', verb: 'set', netns: '', name: 'vx0', vxlan: { vni: 8 } }))).toEqual(
          ofVx,
        );
        expect(await lostBy(edit({ noun: 'port', verb: 'del', netns: '', name: 'vx0' }))).toEqual([ofVx[3]]);
        expect(await lostBy(del('va'))).toEqual(['nexthop object 10 via 10.4.0.2 on va']);
        expect(await lostBy(edit({ noun: 'link', verb: 'set', netns: '', name: 'va', up: false }))).toEqual([
          'nexthop object 10 via 10.4.0.2 on va',
        ]);
        expect(await lostBy(edit({ noun: 'netns', verb: 'del', name: 'red' }))).toEqual([
          'rule 100 (src 10.0.0.0 srclen 8, table 7) in red',
        ]);
        expect(await lostBy(edit({ noun: 'link', verb: 'set', netns: '', name: 'vx0', mtu: 1400 }))).toEqual([]);
        const { plan } = await session.preview(del('vx0'));
        await session.apply(plan?.planId ?? '', () => undefined);
        const kept = () => session.history.show(session.history.list()[0]?.id ?? '')?.plan[0]?.lost;
        expect(kept()).toEqual(ofVx);
        // Not asked for before, so at the latest when it is applied.
        const unasked = session.previews.preview(del('va')).plan;
        expect(unasked?.hosts[0]?.lost).toBeUndefined();
        await session.apply(unasked?.planId ?? '', () => undefined);
        expect(kept()).toEqual(['nexthop object 10 via 10.4.0.2 on va']);
      }),
    ),
  );
});
