/** The checksum offload of a member's tunnels, where the overlay turns it off. */
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Wish } from '../noun/step.ts';
import type { MemberFacts } from './wanted-member.ts';

/** Nothing where ethtool is known to be missing: the rest of the overlay works without it. */
export function offloadWishes({ spec, member, tables }: MemberFacts): readonly Wish[] {
  if (!spec.txChecksumOff || tables.system[0]?.ethtool === false) return [];
  return member.tunnels.map(({ name: dev }) =>
    offload(dev, false, 'The kernel fills in checksums itself: before 5.7 they were wrong behind NAT.'),
  );
}

/** On again, on tunnels that stay. */
export function offloadRemovals(before: MemberFacts, now: MemberFacts): readonly Wish[] {
  if (now.spec.txChecksumOff) return [];
  const kept = new Set(now.member.tunnels.map(({ name }) => name));
  return offloadWishes(before).flatMap(({ step }) =>
    'dev' in step && step.dev !== undefined && kept.has(step.dev) && isOff(now, step.dev)
      ? [offload(step.dev, true, 'The overlay does not turn this off any more.')]
      : [],
  );
}

function isOff({ tables }: MemberFacts, dev: string): boolean {
  return tables.offload.some((row) => row.dev === dev);
}

function offload(dev: string, on: boolean, why: string): Wish {
  return { step: { do: 'offload-set', netns: HOST_NETNS, dev, feature: 'tx-checksum-ip-generic', on }, why };
}
