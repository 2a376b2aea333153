/** A `found` overlay: every row as it was when it was adopted. What is wanted, missing and too much follows from the rows alone. */
import { linkKey } from '../noun/link/row.ts';
import { findLink } from '../noun/link/steps.ts';
import { isOwnEntry } from '../noun/fdb/set.ts';
import { fdbStepOf } from '../noun/fdb/steps.ts';
import { describeStep, holds, tableOf, type Step, type Wish } from '../noun/step.ts';
import { finding, type Finding } from './drift-finding.ts';
import { linkFinding } from './drift-links.ts';
import { tunnelPlace, type MemberFacts } from './wanted-member.ts';
import type { WantedLink } from './wanted-links.ts';

type Made = Extract<Step, { do: 'link-add-vxlan' }>;

export function foundWishes(facts: MemberFacts): readonly Wish[] {
  const again = tunnelFindings(facts).some(({ first }) => first.some((step) => step.do === 'link-del'));
  return rowsOf(facts)
    .filter((step) => !isThere(facts, step) && (again || !isMade(facts, step)))
    .map((step) => ({ step, why: 'As it was when the overlay was adopted.' }));
}

/** In the order in which they are put right: what is too much goes first. */
export function foundFindings(facts: MemberFacts): readonly Finding[] {
  return [
    ...extraEntries(facts),
    ...tunnelFindings(facts),
    ...rowsOf(facts).flatMap((step) => (isMaking(facts, step) || isThere(facts, step) ? [] : missing(facts, step))),
  ];
}

function tunnelFindings(facts: MemberFacts): readonly Finding[] {
  return foundTunnels(facts).flatMap((wanted) => linkFinding(facts, wanted));
}

/** The tunnels where they are now, with every option that they were made with. */
export function foundTunnels(facts: MemberFacts): readonly WantedLink[] {
  return facts.member.tunnels.flatMap((tunnel): readonly WantedLink[] => {
    const made = rowsOf(facts).find((step): step is Made => step.do === 'link-add-vxlan' && step.name === tunnel.name);
    if (made === undefined) return [];
    const { vxlan, mtu } = made;
    const place = tunnelPlace(tunnel);
    const link = findLink(facts.tables, place);
    // Elsewhere its underlay device is a number that only its first namespace knows.
    const { dev: _, ...moved } = vxlan;
    const options = made.netns === place.netns ? vxlan : moved;
    const size = mtu ?? link?.mtu ?? facts.spec.mtu;
    return [
      { ...place, kind: 'vxlan', label: 'tunnel device', mtu: size, mac: tunnel.mac, vxlan: options, up: link?.up },
    ];
  });
}

function rowsOf({ member }: MemberFacts): readonly Step[] {
  return member.rows ?? [];
}

/** Makes a tunnel or brings it to where it is: what it is then is judged by `foundTunnels`. */
function isMaking({ member }: MemberFacts, step: Step): boolean {
  const makes = step.do === 'link-add-vxlan' || step.do === 'link-set-netns';
  return makes && member.tunnels.some(({ name }) => name === step.name);
}

function isMade(facts: MemberFacts, step: Step): boolean {
  if (!isMaking(facts, step)) return false;
  return facts.member.tunnels.some(
    (tunnel) =>
      'name' in step && tunnel.name === step.name && findLink(facts.tables, tunnelPlace(tunnel)) !== undefined,
  );
}

/** A bridge of that name: its address follows its ports. */
function isThere({ tables }: MemberFacts, step: Step): boolean {
  return step.do === 'link-add-bridge' && findLink(tables, step)?.kind === 'bridge';
}

function missing({ member, tables }: MemberFacts, step: Step): readonly Finding[] {
  if (holds(tables, step)) return [];
  return [
    finding(member.host, { kind: 'missing', table: tableOf(step), id: JSON.stringify(step), what: describeStep(step) }),
  ];
}

/** Entries that somebody set on a tunnel since. */
function extraEntries(facts: MemberFacts): readonly Finding[] {
  const { member, tables } = facts;
  const wanted = new Set(rowsOf(facts).flatMap((step) => ('owner' in step ? [placeOf(step)] : [])));
  const links = member.tunnels.flatMap((tunnel) => findLink(tables, tunnelPlace(tunnel)) ?? []);
  const keys = new Set(links.map(({ key }) => key));
  const rows = tables.fdb.filter(
    (row) => keys.has(linkKey(row.netns, row.dev)) && !row.flags.includes('extern_learn') && isOwnEntry(tables, row),
  );
  return rows.flatMap((row) => {
    const step = fdbStepOf(row);
    if (wanted.has(placeOf(step))) return [];
    const first = [{ ...step, do: 'fdb-del' } as const];
    return [
      finding(member.host, { kind: 'extra', table: 'fdb', id: row.key, row: row.key, what: describeStep(step), first }),
    ];
  });
}

function placeOf(step: Extract<Step, { owner: unknown }>): string {
  const { netns, dev, mac, dst, port, vni, srcVni, via, vlan, nhid, owner } = step;
  return JSON.stringify([netns, dev, mac, dst, port, vni, srcVni, via, vlan, nhid, owner]);
}
