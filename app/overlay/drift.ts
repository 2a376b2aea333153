/** Wanted against present: what is missing, what is too much, what differs. */
import type { HostId } from '../base/host.ts';
import { isGranted } from '../noun/step.ts';
import type { TableName, Tables } from '../noun/snapshot.ts';
import { entryFinding } from './drift-entries.ts';
import { extraFindings } from './drift-extra.ts';
import type { Finding } from './drift-finding.ts';
import { linkFindings } from './drift-links.ts';
import type { OverlaySpec } from './overlay.ts';
import { foundFindings } from './wanted-found.ts';
import { memberWishes } from './wanted.ts';
import { memberFacts, type MemberFacts } from './wanted-member.ts';

export interface Drift {
  /** The same entry has the same key at every look. */
  readonly key: string;
  readonly host: HostId;
  readonly kind: 'missing' | 'extra' | 'different';
  readonly table: TableName;
  /** The row's key in that table, where there is a row. */
  readonly row?: string;
  /** One line a person reads: `FDB entry 02:… → 192.0.2.2 on vxlan42`. */
  readonly what: string;
  /** For `different`: what was stated and what is there. */
  readonly wanted?: string;
  readonly present?: string;
}

/** Empty when the host is as stated. Learned entries and what stands on other devices never count. */
export function driftOf(spec: OverlaySpec, host: HostId, tables: Tables): readonly Drift[] {
  const facts = memberFacts(spec, host, tables);
  return facts === undefined ? [] : findingsOf(facts).map(({ first: _, ...drift }) => drift);
}

/** In the order in which they are put right: what is too much goes first, then links, then what stands on them. */
export function findingsOf(facts: MemberFacts): readonly Finding[] {
  if (facts.spec.mode === 'found') return foundFindings(facts);
  const wishes = memberWishes(facts);
  const open = wishes.filter((wish) => !isGranted(facts.tables, wish));
  const place = { host: facts.member.host, tables: facts.tables };
  return [
    ...extraFindings(
      facts,
      wishes.map(({ step }) => step),
    ),
    ...linkFindings(facts),
    ...open.flatMap(({ step }) => entryFinding(place, step) ?? []),
  ];
}
