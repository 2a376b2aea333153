import type { HostId } from '../../../app/base/host.ts';
import type { Host } from '../../../app/contract/host.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { EMPTY_TABLES } from '../../../app/noun/snapshot.ts';

/** A lab host as it is before anything is linked: one underlay link with one address. */
export function fakeSnapshot(name: string, last: number): Snapshot {
  const address = `192.168.64.${last}`;
  const link = {
    key: '|eth0',
    netns: '',
    name: 'eth0',
    ifindex: 2,
    kind: 'veth',
    up: true,
    operstate: 'UP',
    carrier: true,
    mtu: 1500,
    mac: `02:00:00:00:00:${last}`,
    altnames: [],
    raw: {},
  };
  const row = {
    key: `|eth0|${address}/24`,
    netns: '',
    dev: 'eth0',
    family: 'inet',
    local: address,
    prefixlen: 24,
    scope: 'global',
    flags: [],
    raw: {},
  } as const;
  return {
    host: `lab:${name}`,
    iproute: 'iproute2-6.1.0',
    collectedAt: 0,
    tables: { ...EMPTY_TABLES, link: [link], address: [row] },
  };
}

export const FAKE_SNAPSHOTS: ReadonlyMap<HostId, Snapshot> = new Map([
  ['lab:alpha', fakeSnapshot('alpha', 11)],
  ['lab:beta', fakeSnapshot('beta', 12)],
  ['lab:gamma', fakeSnapshot('gamma', 13)],
]);

export const FAKE_HOSTS: readonly Host[] = [
  {
    id: 'lab:alpha',
    name: 'alpha',
    kind: 'lab',
    status: 'online',
    collectedAt: 0,
    writable: true,
    iproute: 'iproute2-6.1.0',
  },
  {
    id: 'lab:beta',
    name: 'beta',
    kind: 'lab',
    status: 'online',
    collectedAt: 0,
    writable: true,
    iproute: 'iproute2-6.1.0',
  },
  {
    id: 'lab:gamma',
    name: 'gamma',
    kind: 'lab',
    status: 'online',
    collectedAt: 0,
    writable: true,
    iproute: 'iproute2-6.1.0',
  },
  {
    id: 'local',
    name: 'This computer',
    kind: 'local',
    status: 'online',
    collectedAt: 0,
    writable: false,
    why: 'this computer is only looked at for now.',
  },
];
