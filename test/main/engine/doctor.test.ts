import { describe, expect, test } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import type { FindingCode } from '../../../app/doctor/codes.ts';
import { declaredOn } from '../../../main/engine/doctor/declared.ts';
import { runDoctor, type Diagnosis } from '../../../main/engine/doctor/doctor.ts';
import { mendOf } from '../../../main/engine/doctor/fix.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import type { Session } from '../../../main/engine/session.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from './engine-for-test.ts';
import { applyFile, fileOf } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];
const IDS = HOSTS.map((name): HostId => `lab:${name}`);

/** What is done to a host, and the name, host and table that the doctor gives it. Each is mended by the doctor's own plan. */
type Fault = readonly [code: FindingCode, host: string, table: string, commands: string];

const ROUTED: readonly Fault[] = [
  ['route-shadowed', 'alpha', 'route', 'ip route add blackhole 10.120.2.2/32'],
  ['route-missing', 'beta', 'route', 'ip link set vxlan77 down; ip link set vxlan77 up'],
  ['neighbour-missing', 'gamma', 'neighbour', 'ip neigh del 10.120.1.0 dev vxlan77'],
  [
    'fdb-dst-stale',
    'alpha',
    'fdb',
    'm=$(bridge fdb show dev vxlan77 | grep "dst 192.168.64.4" | cut -d" " -f1); bridge fdb replace $m dev vxlan77 dst 192.168.64.5 self permanent',
  ],
  ['vtep-mac-changed', 'beta', 'link', 'ip link set vxlan77 address 02:00:00:00:00:77'],
  ['forwarding-off', 'gamma', 'sysctl', 'sysctl -qw net.ipv4.ip_forward=0'],
  ['firewall-forward', 'beta', 'forward', 'iptables -P FORWARD DROP'],
  ['underlay-no-route', 'alpha', 'route', 'ip route add blackhole 192.168.64.5/32'],
  ['local-address-missing', 'gamma', 'link', 'ip link set vxlan77 type vxlan local 10.9.9.9 dev eth0'],
  ['address-missing', 'alpha', 'address', 'ip -n red addr flush dev veth-red'],
  ['endpoint-gateway-wrong', 'beta', 'route', 'ip -n red route replace default via 10.120.2.99 dev veth-red'],
];

const BRIDGED: readonly Fault[] = [
  ['link-down', 'beta', 'link', 'ip link set br77 down'],
  ['flood-entry-missing', 'alpha', 'fdb', 'bridge fdb del 00:00:00:00:00:00 dev vxlan77 dst 192.168.64.5'],
  ['port-not-enslaved', 'gamma', 'link', 'ip link set vxlan77 nomaster'],
  ['port-isolated', 'alpha', 'link', 'for d in vxlan77 veth-red-br; do bridge link set dev $d isolated on; done'],
  ['inner-mtu-too-large', 'beta', 'link', 'ip -n red link set veth-red mtu 1500; ip link set veth-red-br mtu 1500'],
  [
    'ip-duplicate',
    'gamma',
    'address',
    'a=$(ip -n red -o -4 addr show dev veth-red | sed "s/.*inet \\([^ ]*\\).*/\\1/"); ip -n red addr del $a dev veth-red; ip -n red addr add ${a%.*}.1/24 dev veth-red',
  ],
  ['underlay-ip-duplicate', 'gamma', 'address', 'ip addr add 192.168.64.4/24 dev eth0'],
];

async function look(session: Session): Promise<Diagnosis> {
  await Promise.all(IDS.map((id) => session.hosts.find(id)?.refresh()));
  return runDoctor(session.hosts, IDS, { probes: false, declared: declaredOn(session.stated) });
}

/** As a person would: what a plan can do by a plan, the rest by hand; lowest first, then again. */
async function mend(session: Session, lab: Lab): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const fixes = (await look(session)).findings.flatMap(({ fix }) => fix ?? []);
    if (fixes.length === 0) return;
    const intent = mendOf(fixes);
    if (intent !== undefined) expect(await applied(session, intent)).toMatchObject({ end: 'committed' });
    for (const { host, commands } of fixes.flatMap((fix) => fix.hosts))
      for (const line of commands) await inHost(hostOf(lab, host.replace('lab:', '')), 'sh', '-c', line);
  }
}

async function injected(session: Session, lab: Lab, [code, host, table, commands]: Fault): Promise<void> {
  await inHost(hostOf(lab, host), 'sh', '-c', commands);
  const { findings } = await look(session);
  expect(findings.map((one) => `${one.code} ${one.host} ${one.table}`)).toContain(`${code} lab:${host} ${table}`);
  expect(
    findings.every((one) => one.code === code),
    JSON.stringify(findings.map((one) => [one.code, one.entry])),
  ).toBe(true);
  await mend(session, lab);
  expect(
    (await look(session)).findings.map((one) => `${one.code} ${one.host} ${one.entry}`),
    code,
  ).toEqual([]);
}

describe('the doctor names each fault by code, host and table, and its plan mends it', () => {
  labTest.each([
    ['routed', 'flannel', ROUTED],
    ['bridged', 'bridged', BRIDGED],
  ] as const)(
    'in a %s overlay',
    (_title, mode, faults) =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session }) => {
          await applyFile(session, fileOf(mode, 'IPv4', HOSTS));
          expect((await look(session)).findings).toEqual([]);
          for (const fault of faults) await injected(session, lab, fault);
        }),
      ),
    240_000,
  );
});

test('where no host could be read, nothing is known, and that is not called healthy', async () => {
  const found = await runDoctor({ find: () => undefined }, IDS, { probes: true });
  expect(found).toMatchObject({ healthy: false, findings: [] });
  expect(found.notLookedAt.map(({ host, what }) => `${host} ${what}`)).toEqual(IDS.map((id) => `${id} everything`));
});
