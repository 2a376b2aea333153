import { spawnSync } from 'node:child_process';
import { getuid } from 'node:process';
import { describe, expect, test } from 'vitest';
import { parseTable, type Answer } from '../../../app/noun/parse.ts';
import { queriesOf, type Query } from '../../../app/noun/query.ts';
import { quoteArg, shellText } from '../../../app/base/shell.ts';
import { checkStep } from '../../../app/guard/check-step.ts';
import { stepArgv, stepBatch, type BatchLine } from '../../../app/noun/step-argv.ts';
import { durable, sameDurable } from '../../../app/noun/durable.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Tables } from '../../../app/noun/snapshot.ts';
import type { Step } from '../../../app/noun/step.ts';
import { answer } from './recorded.ts';

/** Everything happens in namespaces of one short-lived process: nothing of it reaches the machine, root or not. */
const UNSHARE = [
  ...(getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  '--net',
  '--mount',
  '--propagation',
  'private',
];
const SETUP = [
  'mount -t tmpfs tmpfs /run && mkdir -p /run/netns',
  'ip link set dev lo up',
  'ip link add name eth0 address 02:00:00:00:aa:01 type veth peer name eth0p address 02:00:00:00:aa:02',
  'ip link set dev eth0 up; ip link set dev eth0p up; ip address add 192.168.64.3/24 dev eth0; ip address add fd00:64::3/64 dev eth0 nodad',
].join('\n');

function inNamespaces(script: string): { readonly stdout: string; readonly stderr: string } {
  const { stdout, stderr } = spawnSync('unshare', [...UNSHARE, 'sh', '-c', `${SETUP}\n${script}`], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** `false` runs the tests; a text says why they cannot run here. */
function cannotRun(): string | false {
  const probe = inNamespaces(
    'ip link add name vxtry type vxlan id 1 dstport 4789 && command -v sysctl iptables ip6tables >/dev/null && echo ready',
  );
  return probe.stdout.trim() === 'ready'
    ? false
    : `no namespaces, vxlan, sysctl or iptables here: ${probe.stderr.trim()}`;
}

const mac = (n: number) => `02:00:00:00:00:0${n}`;
const FLOOD = '00:00:00:00:00:00';
const here = { netns: '' } as const;
const red = { netns: 'red' } as const;
const self = { owner: 'self', state: 'permanent' } as const;

const MAKE: readonly Step[] = [
  { do: 'netns-add', name: 'red' },
  {
    ...{ do: 'link-add-vxlan', ...here, name: 'vx', mac: mac(1), mtu: 1450 },
    vxlan: {
      ...{
        vni: 42,
        local: '192.168.64.3',
        dev: 'eth0',
        dstport: 4789,
        srcport: { low: 40000, high: 50000 },
        ttl: 'auto',
        tos: '0x10',
        df: 'unset',
      },
      ...{
        ageing: 200,
        maxaddress: 1000,
        learning: false,
        proxy: false,
        rsc: false,
        l2miss: false,
        l3miss: false,
        udpcsum: true,
      },
      ...{ udp6zerocsumtx: false, udp6zerocsumrx: false, remcsumtx: false, remcsumrx: false, gbp: true },
    },
  },
  {
    do: 'link-add-vxlan',
    ...here,
    name: 'vx6',
    vxlan: {
      vni: 43,
      remote: 'fd00:64::4',
      local: 'fd00:64::3',
      dev: 'eth0',
      dstport: 4789,
      flowlabel: '0x10',
      ttl: 64,
      tos: 'inherit',
      udp6zerocsumtx: true,
    },
  },
  {
    do: 'link-add-vxlan',
    ...here,
    name: 'vxe',
    vxlan: { external: true, vnifilter: true, dstport: 4790, ttl: 'inherit' },
  },
  { do: 'link-add-vxlan', ...here, name: 'vxm', vxlan: { vni: 45, group: '239.1.1.1', dev: 'eth0', dstport: 4789 } },
  { do: 'link-add-bridge', ...here, name: 'br', mac: mac(2), mtu: 1450, stp: false },
  { do: 'link-set-addrgenmode', ...here, name: 'vx', mode: 'none' },
  { do: 'link-set-master', ...here, name: 'vx', master: 'br' },
  { do: 'link-set-up', ...here, name: 'vx', up: true },
  { do: 'link-set-up', ...here, name: 'vx6', up: true },
  { do: 'link-set-up', ...here, name: 'br', up: true },
  {
    do: 'link-add-veth',
    ...here,
    name: 'v0',
    mac: mac(3),
    mtu: 1450,
    peer: { name: 'v1', netns: 'red', mac: mac(4), mtu: 1450 },
  },
  { do: 'link-set-master', ...here, name: 'v0', master: 'br' },
  { do: 'link-set-up', ...here, name: 'v0', up: true },
  { do: 'link-set-up', ...red, name: 'v1', up: true },
  { do: 'link-set-mtu', ...red, name: 'v1', mtu: 1400 },
  { do: 'link-set-mac', ...red, name: 'v1', mac: mac(5) },
  { do: 'link-add-veth', ...here, name: 'm0', peer: { name: 'm1' } },
  { do: 'link-set-netns', ...here, name: 'm1', to: 'red' },
  { do: 'address-add', ...here, dev: 'br', address: '10.1.0.1/24' },
  { do: 'address-add', ...red, dev: 'v1', address: '10.1.0.2/24' },
  { do: 'address-add', ...red, dev: 'v1', address: 'fd01::2/64' },
  { do: 'route-add', ...red, family: 'inet', dst: 'default', via: '10.1.0.1', dev: 'v1', onlink: true },
  { do: 'route-add', ...red, family: 'inet6', dst: 'default', dev: 'v1', metric: 7 },
  { do: 'route-replace', ...here, family: 'inet', dst: '10.9.0.0/24', via: '10.9.0.0', dev: 'vx6', onlink: true },
  { do: 'route-add', ...here, family: 'inet6', dst: 'fd09::/64', via: 'fd00:64::9', dev: 'eth0' },
  {
    do: 'route-add',
    ...here,
    family: 'inet',
    dst: '10.10.0.0/24',
    via: 'fd00:64::9',
    dev: 'eth0',
    src: '192.168.64.3',
  },
  { do: 'rule-add', ...red, family: 'inet6', priority: 9, iif: 'nope', table: '100', protocol: 'static' },
  { do: 'rule-add', ...here, family: 'inet6', priority: 8, src: 'fd01::/64', dport: '80', ipproto: 'tcp', table: '7' },
  {
    ...{ do: 'rule-add', ...here, family: 'inet', priority: 1000, not: true, src: '10.0.0.0/24', dst: '10.1.0.1' },
    ...{ fwmark: '0x10/0xff', iif: 'eth0', ipproto: 'udp', sport: '100-200', dport: '4789', table: '100' },
    ...{ suppressPrefixlength: 0, realms: '5' },
  },
  { do: 'rule-add', ...here, family: 'inet', priority: 1001, uidrange: '1-2', tunId: 5, oif: 'vx', goto: 32766 },
  { do: 'rule-add', ...here, family: 'inet', priority: 1001, tos: '0x10', action: 'prohibit' },
  { do: 'fdb-append', ...here, dev: 'vx', mac: FLOOD, dst: '192.168.64.4', ...self },
  { do: 'fdb-append', ...here, dev: 'vx', mac: FLOOD, dst: '192.168.64.5', port: 8472, vni: 99, via: 'eth0', ...self },
  {
    do: 'fdb-add',
    ...here,
    dev: 'vx',
    mac: mac(6),
    dst: '192.168.64.4',
    ...self,
    state: 'static',
    flags: ['extern_learn'],
  },
  { do: 'fdb-replace', ...here, dev: 'vx', mac: mac(6), dst: '192.168.64.6', ...self },
  { do: 'fdb-add', ...here, dev: 'v0', mac: mac(7), owner: 'master', state: 'static', flags: ['sticky'] },
  { do: 'neighbour-add', ...here, dev: 'br', dst: '10.1.0.9', mac: mac(8), state: 'permanent' },
  { do: 'neighbour-replace', ...here, dev: 'br', dst: '10.1.0.9', mac: mac(9), state: 'noarp' },
  { do: 'neighbour-add', ...red, dev: 'v1', dst: 'fd01::9', mac: mac(8), state: 'permanent' },
  { do: 'sysctl-set', ...red, name: 'net.ipv4.ip_forward', value: '1' },
  { do: 'sysctl-set', ...here, name: 'net.ipv4.ip_forward', value: '1' },
  { do: 'forward-accept-add', ...here, family: 'inet', in: 'br', out: 'vx' },
  { do: 'forward-accept-add', ...red, family: 'inet6', in: 'v1', out: 'v1' },
];
const UNMAKE: readonly Step[] = [
  { do: 'rule-del', ...here, family: 'inet6', priority: 8, src: 'fd01::/64', dport: '80', ipproto: 'tcp', table: '7' },
  {
    ...{ do: 'rule-del', ...here, family: 'inet', priority: 1000, not: true, src: '10.0.0.0/24', dst: '10.1.0.1' },
    ...{ fwmark: '0x10/0xff', iif: 'eth0', ipproto: 'udp', sport: '100-200', dport: '4789', table: '100' },
    ...{ suppressPrefixlength: 0, realms: '5' },
  },
  { do: 'rule-del', ...here, family: 'inet', priority: 1001, uidrange: '1-2', tunId: 5, oif: 'vx', goto: 32766 },
  { do: 'rule-del', ...here, family: 'inet', priority: 1001, tos: '0x10', action: 'prohibit' },
  { do: 'forward-accept-del', ...here, family: 'inet', in: 'br', out: 'vx' },
  { do: 'sysctl-set', ...here, name: 'net.ipv4.ip_forward', value: '0' },
  { do: 'neighbour-del', ...red, dev: 'v1', dst: 'fd01::9' },
  { do: 'neighbour-del', ...here, dev: 'br', dst: '10.1.0.9' },
  { do: 'fdb-del', ...here, dev: 'v0', mac: mac(7), owner: 'master', state: 'static' },
  { do: 'fdb-del', ...here, dev: 'vx', mac: mac(6), dst: '192.168.64.6', ...self },
  { do: 'fdb-del', ...here, dev: 'vx', mac: FLOOD, dst: '192.168.64.5', port: 8472, vni: 99, via: 'eth0', ...self },
  {
    do: 'route-del',
    ...here,
    family: 'inet',
    dst: '10.10.0.0/24',
    via: 'fd00:64::9',
    dev: 'eth0',
    src: '192.168.64.3',
  },
  { do: 'route-del', ...here, family: 'inet6', dst: 'fd09::/64', via: 'fd00:64::9', dev: 'eth0' },
  { do: 'route-del', ...here, family: 'inet', dst: '10.9.0.0/24', via: '10.9.0.0', dev: 'vx6', onlink: true },
  { do: 'route-del', ...red, family: 'inet6', dst: 'default', dev: 'v1', metric: 7 },
  { do: 'address-del', ...red, dev: 'v1', address: 'fd01::2/64' },
  { do: 'address-del', ...here, dev: 'br', address: '10.1.0.1/24' },
  { do: 'link-set-master', ...here, name: 'v0', master: null },
  { do: 'link-set-up', ...here, name: 'br', up: false },
  ...['m0', 'v0', 'vx', 'vx6', 'vxe', 'vxm', 'br'].map((name) => ({ do: 'link-del', ...here, name }) as const),
  { do: 'netns-del', name: 'red' },
];

const MARK = '@@answer ';
const NAMESPACES = ['', 'red'];
const QUERIES: readonly Query[] = NAMESPACES.flatMap((netns) =>
  TABLE_NAMES.flatMap((table) => (netns === '' || table !== 'netns' ? queriesOf(table, netns) : [])),
);
/** Reads every table; a namespace that is not there (yet) answers with its own failure. */
const READ = QUERIES.map(({ argv }, at) => `echo "${MARK}${at}"; ${shellText(argv)} 2>/dev/null; echo`).join('\n');

function tablesOf(printed: string): Tables {
  const answers: readonly Answer[] = printed
    .split(MARK)
    .slice(1)
    .map((piece) => answer(QUERIES[parseInt(piece, 10)]!, piece.slice(piece.indexOf('\n') + 1)));
  const rows = TABLE_NAMES.map((table) => [
    table,
    NAMESPACES.flatMap((netns) => {
      const parsed = parseTable(
        table,
        netns,
        answers.filter(({ query }) => query.table === table && query.netns === netns),
      );
      expect(parsed.problems).toEqual([]);
      return parsed.rows;
    }),
  ]);
  return { ...EMPTY_TABLES, ...Object.fromEntries(rows) };
}

/** Runs a step as its argv, or as a batch line where it has one; says on stdout when the kernel refuses it. */
function line(step: Step, batch: boolean): string {
  const one = batch ? stepBatch(step) : undefined;
  const direct = shellText(stepArgv(step));
  const command = one === undefined ? direct : `echo ${quoteArg(one.line)} | ${shellText(batchArgv(one))}`;
  return `${command} 2>&1 || echo "refused: ${direct}"`;
}

function batchArgv({ tool, netns }: BatchLine): readonly string[] {
  return [tool, ...(netns === '' ? [] : ['-n', netns]), '-batch', '-'];
}

const reason = cannotRun();
if (reason !== false) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== false).each([
  ['argv', false],
  ['batch lines', true],
] as const)('on this kernel, by %s', (_, batch) => {
  const run = (steps: readonly Step[]) => steps.map((step) => line(step, batch)).join('\n');
  const { stdout, stderr } = inNamespaces(
    [READ, 'echo @@phase', run(MAKE), 'echo @@phase', READ, 'echo @@phase', run(UNMAKE), 'echo @@phase', READ].join(
      '\n',
    ),
  );
  const [before = '', made, during = '', unmade, after = ''] = stdout.split('@@phase\n');

  test('every step is accepted', () => {
    expect([...MAKE, ...UNMAKE].map(checkStep).filter(Boolean)).toEqual([]);
    expect([made, unmade, stderr]).toEqual(['', '', '']);
  });

  test('every table reads back what was made', () => {
    const tables = tablesOf(during);
    const link = (name: string) => tables.link.find((row) => row.name === name)!;
    expect(link('vx')).toMatchObject({
      mac: mac(1),
      mtu: 1450,
      master: 'br',
      up: true,
      addrgenmode: 'none',
      port: { learning: true },
    });
    expect(link('vx').vxlan).toMatchObject({
      vni: 42,
      local: '192.168.64.3',
      dev: 'eth0',
      dstport: 4789,
      srcportLow: 40000,
      ttl: 'auto',
      tos: '0x10',
      ageing: 200,
      maxaddress: 1000,
      learning: false,
      gbp: true,
    });
    expect(link('vx6').vxlan).toMatchObject({
      remote: 'fd00:64::4',
      ttl: 64,
      tos: 'inherit',
      flowlabel: '0x10',
      udp6zerocsumtx: true,
    });
    expect(link('vxe').vxlan).toMatchObject({ external: true, ttl: 'inherit' });
    expect(link('vxm').vxlan).toMatchObject({ group: '239.1.1.1' });
    expect(link('v1')).toMatchObject({ netns: 'red', mtu: 1400, mac: mac(5), peerIndex: link('v0').ifindex });
    expect(link('m1').netns).toBe('red');
    expect(
      tables.fdb
        .filter((row) => row.dev === 'vx' && row.mac === FLOOD)
        .map((row) => row.dst)
        .sort(),
    ).toEqual(['192.168.64.4', '192.168.64.5']);
    expect(tables.fdb.find((row) => row.mac === mac(6))).toMatchObject({ dst: '192.168.64.6', state: 'permanent' });
    expect(tables.neighbour.find((row) => row.dst === '10.1.0.9')).toMatchObject({ mac: mac(9), state: 'NOARP' });
    expect(tables.route.find((row) => row.dst === '10.10.0.0/24')).toMatchObject({
      family: 'inet',
      gateway: 'fd00:64::9',
      prefsrc: '192.168.64.3',
    });
    expect(tables.route.filter((row) => row.netns === 'red' && row.dst === 'default').map((row) => row.family)).toEqual(
      ['inet', 'inet6'],
    );
    expect(tables.sysctl.filter((row) => row.name === 'net.ipv4.ip_forward').map((row) => row.value)).toEqual([
      '1',
      '1',
    ]);
    expect(tables.forward.find((row) => row.family === 'inet')!.rules).toEqual(['-A FORWARD -i br -o vx -j ACCEPT']);
  });

  test('taken apart, the host is as before', () => {
    expect(sameDurable({ tables: tablesOf(before) }, { tables: tablesOf(after) })).toEqual([]);
    expect(durable({ tables: tablesOf(before) }).link).toHaveLength(3);
  });
});
