import { hostName, type HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { DeclaredOverlay } from '../../app/contract/overlay-view.ts';
import type { Place } from '../place.ts';

/** What is looked at: every host, the members of an overlay, or two hosts. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'overlay'; readonly name: string }
  | { readonly kind: 'pair'; readonly pair: readonly [HostId, HostId] };

export const ALL: Scope = { kind: 'all' };

/** Answers of one scope are kept by this; two hosts are the same pair either way round. */
export function scopeKey(scope: Scope): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'overlay' ? `overlay ${scope.name}` : `pair ${[...scope.pair].sort().join(' ')}`;
}

export function hostsOf(
  scope: Scope,
  hosts: readonly Pick<Host, 'id'>[],
  overlays: readonly DeclaredOverlay[],
): readonly HostId[] {
  if (scope.kind === 'all') return hosts.map(({ id }) => id);
  if (scope.kind === 'pair') return [...new Set(scope.pair)];
  return overlays.find(({ spec }) => spec.name === scope.name)?.spec.members.map(({ host }) => host) ?? [];
}

/** `3 hosts`, `alpha and beta`, `mesh`: after "on". */
export function scopeWords(scope: Scope, hosts: readonly HostId[]): string {
  if (scope.kind === 'pair' || hosts.length === 2) return hosts.map(hostName).join(' and ');
  const count = hosts.length === 1 ? hostName(hosts[0] as HostId) : `${hosts.length} hosts`;
  return scope.kind === 'overlay' ? `the ${count} of ${scope.name}` : count;
}

export function scopeOf({ overlay, pair }: Extract<Place, { page: 'doctor' }>): Scope {
  if (pair !== undefined) return { kind: 'pair', pair };
  return overlay === undefined ? ALL : { kind: 'overlay', name: overlay };
}
