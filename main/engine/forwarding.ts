/** Whose forwarding is still needed when one overlay goes. */
import type { HostId } from '../../app/base/host.ts';
import type { Overlays } from './overlays.ts';
import type { Stated } from './stated.ts';

/** Hosts that route for another overlay than `name`, linked or stated: the setting stays there. */
export function stillForwarding(
  name: string,
  { overlays, stated }: { readonly overlays: Overlays; readonly stated: Stated },
): ReadonlySet<HostId> {
  const specs = stated.entries().flatMap((entry) => (entry.name === name || entry.spec === null ? [] : [entry.spec]));
  const members = specs.filter(({ mode }) => mode !== 'bridged').flatMap((spec) => spec.members);
  const links = overlays.standing().map(({ intent }) => intent);
  const sides = links.filter((intent) => intent.mode === 'routed' && intent.name !== name).flatMap((one) => one.sides);
  return new Set([...members, ...sides].map(({ host }) => host));
}
