/** What can be kept on a host across reboots, by whom, and what is kept there already. */
import type { PersistSuggestion } from '../../app/contract/persist-view.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { outcomeProblem } from '../../app/problem/outcome.ts';
import type { HostId } from '../../app/base/host.ts';
import { memberLinks } from '../../app/overlay/member-devices.ts';
import { factsQuery, judgeFormat } from '../../app/persist/facts.ts';
import { parseFacts, type PersistFacts } from '../../app/noun/system/daemons.ts';
import { keptOn } from '../../app/persist/kept.ts';
import { persistNameOf } from '../../app/noun/file/paths.ts';
import type { PersistSelection } from '../../app/persist/selection.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';
import { overlayUnknown } from './refusals.ts';
import type { Stated } from './stated.ts';

export interface PersistContext {
  readonly hosts: Hosts;
  readonly stated: Stated;
}

/** Asks the host who sets up its network. Without `overlay` the selection is everything that can be made there. */
export async function suggestPersist(
  host: HostId,
  overlay: string | undefined,
  { hosts, stated }: PersistContext,
): Promise<Result<PersistSuggestion>> {
  const found = hosts.get(host);
  if (!found.ok) return found;
  const facts = await readPersistFacts(found.value.transport);
  if (!facts.ok) return facts;
  const select = overlay === undefined ? WHOLE : selectionOf(host, overlay, stated);
  if (select === undefined)
    return fail(
      overlayUnknown(
        overlay ?? '',
        stated.entries().map(({ name }) => name),
      ),
    );
  const files = found.value.snapshot()?.tables.file ?? [];
  return ok({ host, ...judgeFormat(facts.value), facts: facts.value, select, kept: keptOn(files) });
}

export const WHOLE: PersistSelection = { name: 'host', links: 'all' };

/** One look at the host; it needs no root. */
export async function readPersistFacts(transport: Transport): Promise<Result<PersistFacts>> {
  const [outcome] = await transport.read([factsQuery()]);
  const problem = outcome === undefined ? undefined : outcomeProblem(outcome, { host: transport.host });
  return problem === undefined ? ok(parseFacts(outcome?.stdout ?? '')) : fail(problem);
}

/** The devices of an overlay on one host, by its declaration. */
export function selectionOf(host: HostId, overlay: string, stated: Stated): PersistSelection | undefined {
  const spec = stated.find(overlay)?.spec;
  return spec == null ? undefined : { name: persistNameOf(overlay), links: [...memberLinks(spec, host)] };
}
