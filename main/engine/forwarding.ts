/** Whose forwarding is still needed when one overlay goes. */
import type { HostId } from '../../app/base/host.ts';
import type { Stated } from './stated.ts';

/** Hosts that route for another overlay than `name`: the setting stays there. */
export function stillForwarding(name: string, stated: Stated): ReadonlySet<HostId> {
  const specs = stated.entries().flatMap((entry) => (entry.name === name || entry.spec === null ? [] : [entry.spec]));
  const members = specs.filter(({ mode }) => mode !== 'bridged').flatMap((spec) => spec.members);
  return new Set(members.map(({ host }) => host));
}
