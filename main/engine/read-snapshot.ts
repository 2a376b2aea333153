/** Reads one host once, with everything that could not be read: for the command line, which keeps nothing live. */
import { eachOnce } from '../../app/problem/outcome.ts';
import type { Clock, Transport } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { EMPTY_TABLES, type Snapshot, type Tables } from '../../app/noun/snapshot.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { collectParts, collectVersion, MOST_NETNS, newParts, partsOf, type Part } from './collect.ts';
import { mergeParts } from './merge.ts';

export interface ReadSnapshot {
  readonly snapshot: Snapshot;
  readonly problems: readonly Problem[];
}

/** Said where not all of them are read. */
export function tooManyNetns(host: HostId, { netns }: Tables): readonly Problem[] {
  if (netns.length <= MOST_NETNS) return [];
  const facts = { host: hostName(host), count: netns.length, most: MOST_NETNS };
  return [{ code: 'netns-too-many', severity: 'warning', where: { host }, facts, retry: false }];
}

const SILENT = { record: () => undefined };

export async function readSnapshot(transport: Transport, clock: Clock): Promise<ReadSnapshot> {
  const iproute = await collectVersion(transport, SILENT);
  const read = async (parts: readonly Part[]) => (parts.length === 0 ? [] : collectParts(transport, parts, SILENT));
  const own = await read(partsOf([], EMPTY_TABLES));
  const first = await mergeParts(EMPTY_TABLES, own);
  const inside = partsOf(
    first.tables.netns.slice(0, MOST_NETNS).map(({ name }) => name),
    EMPTY_TABLES,
  ).filter(({ netns }) => netns !== '');
  const named = await read(inside);
  const second = await mergeParts(first.tables, named);
  const late = await read(newParts(EMPTY_TABLES, second.tables));
  const { tables } = await mergeParts(second.tables, late);
  return {
    snapshot: snapshotOf(transport, iproute, clock, tables),
    problems: [
      ...eachOnce([...own, ...named, ...late].flatMap(({ problems }) => problems)),
      ...tooManyNetns(transport.host, tables),
    ],
  };
}

function snapshotOf({ host }: Transport, iproute: string, clock: Clock, tables: Tables): Snapshot {
  return { host, iproute, collectedAt: clock.now(), tables };
}
