/** What a form for linking two hosts starts with. */
import type { HostId } from '../../app/base/host.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import { suggestLink, type SuggestOptions } from '../../app/overlay/suggest.ts';
import { ok, type Result } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';
import { readySnapshot } from './refusals.ts';
import type { Stated } from './stated.ts';

export function suggestPair(
  [a, b]: readonly [HostId, HostId],
  options: SuggestOptions,
  { hosts, stated }: { readonly hosts: Hosts; readonly stated: Stated },
): Result<LinkIntent> {
  const [first, second] = [readySnapshot(a, hosts), readySnapshot(b, hosts)];
  if (!first.ok) return first;
  if (!second.ok) return second;
  const takenNames = stated.entries().map(({ name }) => name);
  return ok(suggestLink([first.value, second.value], { takenNames, ...options }));
}
