/** A device with every setting that the kernel prints, deleted or made again in every way, and undone: `ip -d -j link` says the same. */
import { describe, expect } from 'vitest';
import type { Json, JsonObject } from '../../../app/base/json.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, withEngine, type TestEngine } from './engine-for-test.ts';

const HOST = 'lab:alpha' as const;
const edit = (...items: readonly object[]) => ({
  kind: 'edit',
  host: HOST,
  items: items.map((item) => ({ netns: '', ...item })),
});

interface Alpha extends TestEngine {
  /** Runs iproute2's words, a command a line. */
  sh(script: string): Promise<string>;
  /** What `ip -d -j link` prints, without what the kernel counts and times. */
  links(): Promise<JsonObject>;
}

const withAlpha = (body: (alpha: Alpha) => Promise<void>) =>
  withLab(['alpha'], (lab) =>
    withEngine(lab, (engine) => {
      const sh = (script: string) => inHost(hostOf(lab, 'alpha'), 'sh', '-ec', script);
      return body({ ...engine, sh, links: () => printed(sh) });
    }),
  );

async function printed(sh: Alpha['sh']): Promise<JsonObject> {
  const places = ['', ...(JSON.parse((await sh('ip -j netns')) || '[]') as { name: string }[]).map(({ name }) => name)];
  const found: [string, Json][] = [];
  for (const netns of places) {
    const items = JSON.parse(await sh(`ip ${netns === '' ? '' : `-n ${netns}`} -d -j link`)) as JsonObject[];
    for (const item of items) found.push([`${netns}|${String(item['ifname'])}`, settled(item)]);
  }
  return Object.fromEntries(found);
}

/** Indexes and numbers of ports are the kernel's; a device that came back a moment ago may still be finding its state. */
const PASSING = [
  'ifindex',
  'link_index',
  'operstate',
  'flags',
  'no',
  'designated_port',
  'state',
  'root_port',
  'link_netnsid',
];

function settled(value: Json): Json {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  const passes = (key: string, one: Json): boolean =>
    key.endsWith('_timer') || PASSING.includes(key) || (key === 'id' && typeof one === 'string');
  const kept = Object.entries(value as JsonObject).filter(([key, one]) => !passes(key, one));
  const flags = (value as JsonObject)['flags'];
  const set = Array.isArray(flags)
    ? flags.filter((flag) => ['NOARP', 'MULTICAST', 'ALLMULTI', 'PROMISC', 'UP'].includes(String(flag)))
    : undefined;
  return Object.fromEntries([
    ...kept.map(([key, one]) => [key, settled(one)]),
    ...(set ? [['flags', set]] : []),
  ]) as Json;
}

const OPTIONS = `alias 'to the "old" rack' group 7 txqueuelen 33 arp off allmulticast on promisc on gso_max_size 30000 gso_max_segs 99 gro_max_size 20000`;
const dressed = (dev: string): string => `
  ip link set dev ${dev} ${OPTIONS}
  ip link property add dev ${dev} altname ${dev}.other altname ${dev}-third
  ip link set dev ${dev} addrgenmode none`;

const ZOO = `
  ip netns add red
  ip link add name br7 address 02:00:00:00:07:07 type bridge
  ip link set dev br7 type bridge ageing_time 60000 group_fwd_mask 8 group_address 01:80:c2:00:00:0d no_linklocal_learn 1 \\
    mcast_router 2 mcast_query_use_ifaddr 1 mcast_querier 1 mcast_hash_max 512 mcast_last_member_count 3 \\
    mcast_startup_query_count 4 mcast_last_member_interval 150 mcast_membership_interval 20000 mcast_querier_interval 20100 \\
    mcast_query_interval 6000 mcast_query_response_interval 500 mcast_startup_query_interval 3300 mcast_stats_enabled 1 \\
    mcast_igmp_version 3 mcast_mld_version 2 nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1 priority 4096 \\
    forward_delay 400 hello_time 300 max_age 1500
  ${dressed('br7')}
  ip link add name vx7 numtxqueues 3 numrxqueues 2 address 02:00:00:00:07:01 type vxlan id 7 local 192.168.64.3 dev eth0 dstport 4789 \\
    ageing 600 ttl 9 tos 0x10 srcport 1000 2000 proxy rsc l2miss l3miss noudpcsum maxaddress 40 df set
  ip link add name p7 numtxqueues 5 type veth peer name far7 netns red
  for dev in vx7 p7; do ip link set dev $dev master br7; done
  ${dressed('vx7')}
  ${dressed('p7')}
  ip -n red link set dev far7 alias far txqueuelen 5 addrgenmode random
  bridge link set dev vx7 cost 33 priority 7 hairpin on guard on fastleave on root_block on flood off learning off \\
    mcast_flood off bcast_flood off mcast_to_unicast on neigh_suppress on isolated on mcast_router 2 locked on
  ip link set dev vx7 type bridge_slave group_fwd_mask 8 proxy_arp on proxy_arp_wifi on
  bridge link set dev p7 cost 44 isolated on backup_port vx7
  ip link set dev br7 mtu 1400
  for dev in vx7 p7 br7; do ip link set dev $dev up; done
  ip -n red link set dev far7 up; ip -n red link set dev lo up alias loop
`;

const WAYS = {
  'deleting the vxlan': edit({ noun: 'vxlan', verb: 'del', name: 'vx7' }),
  'deleting the bridge': edit({ noun: 'bridge', verb: 'del', name: 'br7' }),
  'deleting the veth': edit({ noun: 'veth', verb: 'del', name: 'p7' }),
  'deleting the namespace': { ...edit(), items: [{ noun: 'netns', verb: 'del', name: 'red' }] },
  'making it again with another VNI': edit({ noun: 'vxlan', verb: 'set', name: 'vx7', vxlan: { vni: 9 } }),
  'releasing the port': edit({ noun: 'port', verb: 'del', name: 'vx7' }),
  'deleting all three': edit(
    { noun: 'vxlan', verb: 'del', name: 'vx7' },
    { noun: 'veth', verb: 'del', name: 'p7' },
    { noun: 'bridge', verb: 'del', name: 'br7' },
  ),
} as const;

describe('a device that is gone and comes back', () => {
  labTest('has every setting that ip prints, however it went', () =>
    withAlpha(async ({ session, sh, links }) => {
      await sh(ZOO);
      await session.hosts.find(HOST)?.refresh();
      const before = await links();
      for (const [way, intent] of Object.entries(WAYS)) {
        expect(previewed(session, intent).hosts[0]?.lost, way).toBeUndefined();
        expect(await applied(session, intent), way).toMatchObject({ end: 'committed', problems: [] });
        expect(await links(), way).not.toEqual(before);
        expect(await applied(session, { kind: 'undo' }), way).toMatchObject({ end: 'committed', problems: [] });
        expect(await links(), way).toEqual(before);
      }
    }),
  );

  labTest('has them at once where it is only made again with another option', () =>
    withAlpha(async ({ session, sh, links }) => {
      await sh(ZOO);
      await session.hosts.find(HOST)?.refresh();
      const before = await links();
      await applied(session, edit({ noun: 'vxlan', verb: 'set', name: 'vx7', vxlan: { dstport: 4999 } }));
      const after = JSON.stringify(await links());
      expect(after).toContain('"port":4999');
      expect(JSON.parse(after.replace('"port":4999', '"port":4789'))).toEqual(before);
    }),
  );
});
