import { HOST_NETNS } from './netns/row.ts';
import type { TableName } from './snapshot.ts';
import { SYSCTL_NAMES } from './sysctl/steps.ts';
import { argvOf, type Invocation } from '../base/argv.ts';
import type { DoctorAsk } from '../doctor/ask.ts';
import { filesArgv } from './file/read.ts';
import { offloadsArgv } from './offload/read.ts';
import { systemArgv } from './system/read.ts';

/** One read-only question to iproute2, and to which table its answer belongs. */
export interface Query {
  readonly table: TableName | 'version' | 'doctor';
  readonly netns: string;
  /** `neighbour` and `route` need more than one command; `part` names which, and is the name of the recorded file. */
  readonly part: string;
  readonly argv: readonly string[];
  /** Exit codes that mean "nothing there", not failure. */
  readonly tolerate?: readonly number[];
  /** What the doctor asks, where it is no table. */
  readonly doctor?: DoctorAsk;
}

/** What to ask for one table of one namespace. Empty where the table exists on the host only (`netns`, `forward`). */
export function queriesOf(table: TableName, netns: string): readonly Query[] {
  return QUERIES[table](netns);
}

/** `ip -V`, which prints for instance `ip utility, iproute2-6.1.0, libbpf 1.1.2`. */
export function versionQuery(): Query {
  return { table: 'version', netns: HOST_NETNS, part: 'version', argv: ['ip', '-V'] };
}

/**
 * One entry of a device's own table, cheaply: 130 bytes instead of 13 MB on a large host. Without `self` the kernel
 * answers EINVAL; 254 says that there is no such entry. Entries of the bridge's table (`master`) are not in the answer.
 */
export function fdbGetQuery(netns: string, dev: string, mac: string): Query {
  const args = ['fdb', 'get', mac, 'dev', dev, 'self'];
  return query('fdb', netns, 'fdb-get', { tool: 'bridge', netns, options: ['-j'], args }, [254]);
}

/**
 * `-d` only where it adds facts that stand still: `bridge -d fdb` and `ip -s neighbour` add ages that change by themselves.
 * Exit codes of iptables: a missing table, protocol or right must not hide the rest (`-S` asks, it changes nothing).
 */
const QUERIES: Record<TableName, (netns: string) => readonly Query[]> = {
  netns: (netns) => hostOnly(netns, [ip('netns', netns, 'netns', ['-j'], ['netns', 'list'])]),
  link: (netns) => [ip('link', netns, 'link', ['-d', '-j'], ['link', 'show'])],
  address: (netns) => [ip('address', netns, 'addr', ['-j'], ['addr', 'show'])],
  route: (netns) => [
    ip('route', netns, 'route-v4', ['-4', '-d', '-j'], ['route', 'show', 'table', 'all']),
    ip('route', netns, 'route-v6', ['-6', '-d', '-j'], ['route', 'show', 'table', 'all']),
  ],
  fdb: (netns) => [query('fdb', netns, 'fdb', { tool: 'bridge', netns, options: ['-j'], args: ['fdb', 'show'] })],
  neighbour: (netns) => [
    ip('neighbour', netns, 'neigh-all', ['-j'], ['neigh', 'show', 'nud', 'all']),
    ip('neighbour', netns, 'neigh-proxy', ['-j'], ['neigh', 'show', 'proxy']),
  ],
  sysctl: (netns) => [query('sysctl', netns, 'sysctl', { tool: 'sysctl', netns, options: ['-e'], args: SYSCTL_NAMES })],
  file: (netns) => hostOnly(netns, [{ table: 'file', netns, part: 'files', argv: filesArgv() }]),
  // Asked only while something has to do with it: a process a device.
  offload: (netns) => hostOnly(netns, [{ table: 'offload', netns, part: 'offloads', argv: offloadsArgv() }]),
  // Asked once.
  system: (netns) => hostOnly(netns, [{ table: 'system', netns, part: 'system', argv: systemArgv() }]),
  forward: (netns) =>
    hostOnly(netns, [
      query(
        'forward',
        netns,
        'forward-v4',
        { tool: 'iptables', netns, args: ['-w', '-S', 'FORWARD'] },
        [1, 2, 3, 4, 127],
      ),
      query(
        'forward',
        netns,
        'forward-v6',
        { tool: 'ip6tables', netns, args: ['-w', '-S', 'FORWARD'] },
        [1, 2, 3, 4, 127],
      ),
    ]),
  // Asked only where there are bridges that can have VLANs (`vlanPlaces`); ranges are one entry.
  vlan: (netns) => [
    query('vlan', netns, 'bridge-vlan', { tool: 'bridge', netns, options: ['-j', '-compressvlans'], args: ['vlan', 'show'] }), // prettier-ignore
  ],
};

function hostOnly(netns: string, queries: readonly Query[]): readonly Query[] {
  return netns === HOST_NETNS ? queries : [];
}

function ip(table: TableName, netns: string, part: string, options: readonly string[], args: readonly string[]): Query {
  return query(table, netns, part, { tool: 'ip', netns, options, args });
}

function query(table: TableName, netns: string, part: string, what: Invocation, tolerate?: readonly number[]): Query {
  return {
    table,
    netns,
    part: netns === HOST_NETNS ? part : `${netns}-${part}`,
    argv: argvOf(what),
    ...(tolerate && { tolerate }),
  };
}
