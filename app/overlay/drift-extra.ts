/** What is on a member's tunnel devices and no peer explains: what stale peers left. Learned entries never count. */
import { FLOOD_MAC, type FdbEntry } from '../noun/fdb/row.ts';
import { linkKey } from '../noun/link/row.ts';
import { neighbourKey } from '../noun/neighbour/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { fdbStepOf } from '../noun/fdb/steps.ts';
import { canonicalIp, contains, familyOf, splitCidr } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import { defaultEntry } from '../noun/link/add.ts';
import { isRival, routeDelStepOf } from '../noun/route/steps.ts';
import type { Step } from '../noun/step.ts';
import { wayText } from './drift-entries.ts';
import { finding, type Finding } from './drift-finding.ts';
import type { MemberTunnel } from './overlay.ts';
import type { MemberFacts } from './wanted-member.ts';

/** In the order to remove them: a route first, so that nothing is sent into a half-removed peer. */
export function extraFindings(facts: MemberFacts, steps: readonly Step[]): readonly Finding[] {
  const present = facts.member.tunnels.filter(
    ({ name }) => findLink(facts.tables, { netns: HOST_NETNS, name })?.kind === 'vxlan',
  );
  return [extraRoutes, shadowing, extraFdb, swallowing, extraNeighbours].flatMap((look) =>
    present.flatMap((tunnel) => look(facts, tunnel, steps)),
  );
}

function extraRoutes(
  { member: { host }, tables }: MemberFacts,
  { name }: MemberTunnel,
  steps: readonly Step[],
): readonly Finding[] {
  const routes = steps.filter((step) => step.do === 'route-replace');
  const rows = tables.route.filter(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev === name &&
      row.flags.includes('onlink') &&
      !routes.some((step) => isRival(row, step)),
  );
  return rows.map((row) => {
    const what = `route ${row.dst} ${wayText(row.gateway, row.dev)}`;
    const first = [routeDelStepOf(row)];
    return finding(host, { kind: 'extra', table: 'route', id: row.key, row: row.key, what, first });
  });
}

/** Routes inside a peer's subnet, which win over the overlay's by their length: left by another overlay, or by an agent that stopped. */
function shadowing(
  { member: { host }, tables }: MemberFacts,
  { name }: MemberTunnel,
  steps: readonly Step[],
): readonly Finding[] {
  const mine = steps.filter((step) => step.do === 'route-replace' && step.dev === name);
  const wide = mine.flatMap((step) => ('dst' in step && step.dst !== undefined ? [String(step.dst)] : []));
  const rows = tables.route.flatMap((row) => {
    const over = wide.find((subnet) => isInside(row.dst, subnet));
    const own = row.netns !== HOST_NETNS || row.table !== 'main' || row.protocol === 'kernel' || row.dev === name;
    return over === undefined || own ? [] : [{ row, over }];
  });
  return rows.map(({ row, over }) => {
    const way = row.type === 'unicast' ? wayText(row.gateway, row.dev ?? '') : row.type;
    const what = `route ${row.dst} ${way}, in front of ${over}`;
    return finding(host, {
      kind: 'extra',
      table: 'route',
      id: row.key,
      row: row.key,
      what,
      first: [routeDelStepOf(row)],
    });
  });
}

function isInside(dst: string, subnet: string): boolean {
  if (!dst.includes('.') && !dst.includes(':')) return false;
  const cidr = dst.includes('/') ? dst : `${dst}/${dst.includes(':') ? 128 : 32}`;
  if (familyOf(cidr) !== familyOf(subnet)) return false;
  return splitCidr(cidr).length > splitCidr(subnet).length && contains(subnet, splitCidr(cidr).ip);
}

/**
 * A permanent entry of the bridge on the tunnel's port says that the MAC is this host's own: what is for it goes up here instead of out
 * (br_handle_frame_finish, BR_FDB_LOCAL). The kernel keeps one for the port's own address.
 */
function swallowing({ member: { host }, tables }: MemberFacts, { name }: MemberTunnel): readonly Finding[] {
  const link = findLink(tables, { netns: HOST_NETNS, name });
  const rows = tables.fdb.filter(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev === name &&
      row.master !== undefined &&
      row.state === 'permanent' &&
      row.mac !== link?.mac &&
      (parseInt(row.mac.slice(0, 2), 16) & 1) === 0,
  );
  return rows.map((row) => {
    const what = `bridge entry ${row.mac} permanent on ${name}, which keeps what is for it on this host`;
    const first = [{ ...fdbStepOf(row), do: 'fdb-del' } as const];
    return finding(host, { kind: 'extra', table: 'fdb', id: row.key, row: row.key, what, first });
  });
}

/** What a `remote` shows as is judged with the device. */
function extraFdb(
  { member: { host }, tables }: MemberFacts,
  { name }: MemberTunnel,
  steps: readonly Step[],
): readonly Finding[] {
  const key = linkKey(HOST_NETNS, name);
  const link = tables.link.find((row) => row.key === key);
  const own = link === undefined ? undefined : defaultEntry(link)?.key;
  const wanted = new Set(
    steps.flatMap((step) =>
      'owner' in step && step.dev === name ? [placeOf(step.mac, canonicalIp(step.dst ?? ''))] : [],
    ),
  );
  const rows = tables.fdb.filter(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev === name &&
      isLasting(row) &&
      row.key !== own &&
      !(wanted.has(placeOf(row.mac, row.dst)) && isPlain(row)),
  );
  return rows.map((row) => {
    const what = `${row.mac === FLOOD_MAC ? 'flood entry' : `FDB entry ${row.mac}`} → ${row.dst ?? ''} on ${name}`;
    const first = [{ ...fdbStepOf(row), do: 'fdb-del' } as const];
    return finding(host, { kind: 'extra', table: 'fdb', id: row.key, row: row.key, what, first });
  });
}

/** A unicast MAC has one place; one that is wrong is a different entry, not one too many. */
function placeOf(mac: string, dst: string | undefined): string {
  return mac === FLOOD_MAC ? `${mac}|${dst}` : mac;
}

function isPlain({ mac, port, vni }: FdbEntry): boolean {
  return mac !== FLOOD_MAC || (port === undefined && vni === undefined);
}

function isLasting({ state, dst, master }: FdbEntry): boolean {
  return (state === 'permanent' || state === 'static') && dst !== undefined && master === undefined;
}

function extraNeighbours(
  { member: { host }, tables }: MemberFacts,
  { name }: MemberTunnel,
  steps: readonly Step[],
): readonly Finding[] {
  const wanted = new Set(
    steps.flatMap((step) =>
      step.do === 'neighbour-replace' && step.dev === name
        ? [neighbourKey(step.netns, name, canonicalIp(step.dst), false)]
        : [],
    ),
  );
  const rows = tables.neighbour.filter(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev === name &&
      row.state === 'PERMANENT' &&
      !row.flags.includes('proxy') &&
      !wanted.has(row.key),
  );
  return rows.map((row) => {
    const { netns, dev, dst } = row;
    const first = [{ do: 'neighbour-del', netns, dev, dst } as const];
    const what = `neighbour ${dst} → ${row.mac ?? 'nothing'} on ${dev}`;
    return finding(host, { kind: 'extra', table: 'neighbour', id: row.key, row: row.key, what, first });
  });
}
