/** `overlane snapshot`: what one host, or a folder of recorded output, shows. */
import { statSync } from 'node:fs';
import type { Transport } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/base/host.ts';
import { TABLE_NAMES, type Snapshot } from '../../app/noun/snapshot.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { recordedTransport } from '../transport/recorded.ts';
import { reasonOf } from '../engine/reason.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { print, printJson, sayProblems } from './print.ts';
import { transportOf, type CliOptions } from './session.ts';

export async function snapshotHost(host: HostId, json: boolean, cli: CliOptions): Promise<number> {
  const transport = await transportOf(host, cli);
  return transport.ok ? show(transport.value, json) : refuse({ problems: [transport.problem] }, json);
}

export async function snapshotRecorded(folder: string, json: boolean): Promise<number> {
  const reason = unreadable(folder);
  if (reason === undefined) return show(recordedTransport(folder), json);
  const problem: Problem = {
    code: 'file-unreadable',
    severity: 'error',
    where: {},
    facts: { path: folder, reason },
    retry: false,
  };
  return refuse({ problems: [problem] }, json);
}

async function show(transport: Transport, json: boolean): Promise<number> {
  const read = await readSnapshot(transport, { now: () => Date.now() });
  const readOnly = transport.writable ? undefined : transport.problem?.();
  await transport.close();
  if (json) printJson({ ...read.snapshot, problems: read.problems });
  else printTables(read.snapshot);
  sayProblems(
    readOnly === undefined || read.problems.some(({ cause }) => cause === readOnly.cause)
      ? read.problems
      : [...read.problems, readOnly],
  );
  return read.problems.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.done;
}

/** A summary for people: the names of what is there, and how many rows each table has. */
function printTables({ host, iproute, tables }: Snapshot): void {
  print(`${host}  ${iproute}`);
  for (const name of TABLE_NAMES) print(`  ${name.padEnd(10)} ${String(tables[name].length).padStart(6)}`);
  print('');
  for (const { netns, name, kind, up, mtu, mac = '', vxlan } of tables.link) {
    const place = netns === '' ? '' : `${netns}/`;
    const tunnel =
      vxlan === undefined ? '' : `  vni ${vxlan.vni} port ${vxlan.dstport} ${vxlan.remote ?? vxlan.group ?? ''}`;
    print(
      `  ${`${place}${name}`.padEnd(24)} ${kind.padEnd(10)} ${up ? 'up  ' : 'down'} mtu ${String(mtu).padEnd(6)} ${mac}${tunnel}`,
    );
  }
}

function unreadable(folder: string): string | undefined {
  try {
    return statSync(folder).isDirectory() ? undefined : 'it is not a folder';
  } catch (error) {
    return reasonOf(error);
  }
}
