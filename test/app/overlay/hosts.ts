/** Hosts as a lab makes them: eth0 with an address of each family, forwarding off, nothing else. */
import { addressKey } from '../../../app/noun/address/row.ts';
import { forwardKey } from '../../../app/noun/forward/row.ts';
import type { HostId } from '../../../app/base/host.ts';
import { EMPTY_TABLES, type Snapshot, type Tables } from '../../../app/noun/snapshot.ts';
import { sysctlKey } from '../../../app/noun/sysctl/row.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import { simulatePlan, type Plan } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';

export interface HostOptions {
  readonly mtu?: number;
  /** The third number of its address: hosts of the same are on one subnet. */
  readonly subnet?: number;
  /** The filter drops what nothing accepts. */
  readonly closed?: boolean;
  readonly v6?: boolean;
  readonly forwards?: boolean;
}

export type World = ReadonlyMap<HostId, Tables>;

export function hostAt(index: number): HostId {
  return `lab:h${index}`;
}

/** `lab:h1`, `lab:h2`, … at 192.168.64.11, .12, … and fd00:64::11, … */
export function worldOf(count: number, options: (index: number) => HostOptions = () => ({})): World {
  return new Map(Array.from({ length: count }, (_, at) => [hostAt(at + 1), tablesOf(at + 1, options(at + 1))]));
}

export function tablesOf(
  index: number,
  { mtu = 1500, subnet = 64, closed = false, v6 = true, forwards = false }: HostOptions = {},
): Tables {
  const eth0 = {
    ...newLink({ netns: '', name: 'eth0', kind: 'veth', mtu, mac: mac(index) }),
    up: true,
    carrier: true,
    operstate: 'UP',
    ifindex: 2,
  };
  const lo = { ...newLink({ netns: '', name: 'lo', kind: 'loopback', mtu: 65536 }), up: true };
  const addresses = [
    { family: 'inet', local: `192.168.${subnet}.${10 + index}`, prefixlen: 24 } as const,
    ...(v6 ? [{ family: 'inet6', local: `fd00:${subnet}::${10 + index}`, prefixlen: 64 } as const] : []),
  ];
  const on = { netns: '', dev: 'eth0', scope: 'global', flags: [], raw: {} };
  const policy = closed ? 'DROP' : 'ACCEPT';
  return {
    ...EMPTY_TABLES,
    link: [lo, eth0],
    address: addresses.map((row) => ({
      ...on,
      ...row,
      key: addressKey('', 'eth0', row.local, row.prefixlen),
      ...(row.family === 'inet' && { label: 'eth0' }),
    })),
    sysctl: ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'].map((name) => ({
      key: sysctlKey('', name),
      netns: '',
      name,
      value: forwards ? '1' : '0',
    })),
    forward: (['inet', 'inet6'] as const).map((family) => ({
      key: forwardKey('', family),
      netns: '',
      family,
      policy,
      rules: [],
    })),
  };
}

function mac(index: number): string {
  return `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
}

export function snapshotsOf(world: World): ReadonlyMap<HostId, Snapshot> {
  return new Map(
    [...world].map(([host, tables]) => [host, { host, iproute: 'iproute2-6.1.0', collectedAt: 0, tables }]),
  );
}

/** The world after a plan has run. */
export function after(world: World, plan: Plan): World {
  const done = new Map(world);
  for (const one of plan.hosts) done.set(one.host, simulatePlan(world.get(one.host) ?? EMPTY_TABLES, one));
  return done;
}

/** The world after somebody ran these steps on one host. */
export function damaged(world: World, host: HostId, ...steps: readonly Step[]): World {
  return new Map(world).set(host, steps.reduce(simulate, world.get(host) ?? EMPTY_TABLES));
}
