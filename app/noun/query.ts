import { HOST_NETNS } from './netns/row.ts';
import type { TableName } from './snapshot.ts';
import { argvOf } from '../base/argv.ts';
import type { DoctorAsk } from '../base/doctor-ask.ts';
import type { Question } from './noun.ts';
import { NOUN } from './nouns.ts';

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
  const { of, questions } = NOUN[table].read;
  return of === 'host' && netns !== HOST_NETNS ? [] : questions.map((one) => query(table, netns, one));
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
  return query('fdb', netns, { part: 'fdb-get', tool: 'bridge', options: ['-j'], args, tolerate: [254] });
}

/** What the list of nouns asks, put into argv. */
function query(table: TableName, netns: string, { part, tool, options, args, tolerate }: Question): Query {
  return {
    table,
    netns,
    part: netns === HOST_NETNS ? part : `${netns}-${part}`,
    argv: tool === 'script' ? args : argvOf({ tool, netns, args, ...(options && { options }) }),
    ...(tolerate && { tolerate }),
  };
}
