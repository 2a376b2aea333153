/** Which underlay device and addresses each member's tunnels leave from, where the file does not say. */
import { ownerOfLink } from '../noun/foreign.ts';
import { hostName, type HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import { canonicalIp, contains, familyOf, networkOf, type Family } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayFile, OverlayMember, OverlaySpec } from './overlay.ts';
import { underlaysOf, type Underlay } from './underlay.ts';

export type FileMember = OverlayFile['members'][number];

/** One member with all that may decide for it: the file first, then what was stated last, then its host. */
export interface Joining {
  readonly index: number;
  readonly file: FileMember;
  readonly last?: OverlayMember;
  readonly tables?: Tables;
}

export interface ChosenUnderlay {
  readonly dev: string;
  /** One a tunnel, in the order of the member's tunnels. */
  readonly locals: readonly string[];
}

export function joiningOf(
  file: OverlayFile,
  snapshots: ReadonlyMap<HostId, Snapshot>,
  known?: OverlaySpec,
): readonly Joining[] {
  return file.members.map((member, index) => ({
    index,
    file: member,
    last: lastOf(member.host, file, known),
    tables: snapshots.get(member.host)?.tables,
  }));
}

/** Addresses that are not the usual ones mean something else in another mode. */
function lastOf(host: HostId, { mode }: OverlayFile, known: OverlaySpec | undefined): OverlayMember | undefined {
  const last = known?.members.find((member) => member.host === host);
  if (last === undefined || known?.mode === mode) return last;
  const tunnels = last.tunnels.map(({ name, mac, local }) => ({ name, mac, local }));
  return { ...last, tunnels, gateways: undefined };
}

/** The families of the tunnels: as stated, else by the prefixes (`flannel` has a device a family), else as before, else what all have. */
export function outerFamilies(file: OverlayFile, joining: readonly Joining[], known?: OverlaySpec): readonly Family[] {
  const stated = file.members.map(localFamilies).find((families) => families.length > 0);
  if (stated !== undefined) return stated;
  const all = (family: Family): boolean => joining.every((one) => candidates(one, family).length > 0);
  if (file.mode === 'flannel' && file.prefixes !== undefined) {
    const wanted = file.prefixes.map(familyOf).filter(all);
    if (wanted.length > 0) return wanted;
  }
  const before = known?.members[0]?.tunnels.map(({ local }) => familyOf(local));
  return before ?? (all('inet') || !all('inet6') ? ['inet'] : ['inet6']);
}

export function localFamilies({ tunnels = [] }: FileMember): readonly Family[] {
  const locals = tunnels.flatMap(({ local }) => local ?? []);
  return locals.length === tunnels.length ? locals.map(familyOf) : [];
}

/** In the order of the members; a problem for each that has none. */
export function chooseUnderlays(
  joining: readonly Joining[],
  families: readonly Family[],
): readonly (ChosenUnderlay | Problem)[] {
  const [first = 'inet', ...others] = families;
  const shared = sharedNetwork(joining, first);
  return joining.map((one) => {
    const own = localFamilies(one.file).length > 0 ? localFamilies(one.file) : [first, ...others];
    const lead = pick(one, own[0] ?? first, shared);
    const dev = one.file.dev ?? lead?.dev;
    const locals = own.map(
      (family, at) => (at === 0 ? lead : pick({ ...one, file: { ...one.file, dev } }, family, undefined))?.address,
    );
    const missing = locals.indexOf(undefined);
    if (dev === undefined || missing >= 0) return noUnderlay(one, own[Math.max(0, missing)] ?? first);
    return { dev, locals: locals.filter((local) => local !== undefined) };
  });
}

function noUnderlay({ index, file, tables }: Joining, family: Family): Problem {
  const word = family === 'inet' ? 'IPv4' : 'IPv6';
  const on = file.dev === undefined ? '' : ` on ${file.dev}`;
  const reason =
    tables === undefined
      ? `${hostName(file.host)} is not connected, so its underlay must be stated`
      : `${hostName(file.host)} has no ${word} address${on} that a tunnel could leave from`;
  return badField(`members.${index}.dev`, 'Underlay device', reason, file.host);
}

/** What is stated is taken as it is; what was stated last only as long as the host still has it. */
function pick(one: Joining, family: Family, shared: string | undefined): Underlay | undefined {
  const all = candidates(one, family);
  return all.find(({ address }) => shared !== undefined && contains(shared, address)) ?? all[0];
}

function candidates({ file, last, tables }: Joining, family: Family): readonly Underlay[] {
  const stated = file.tunnels?.flatMap(({ local }) => local ?? []).find((local) => familyOf(local) === family);
  if (stated !== undefined) return [fixed(tables, stated, file.dev ?? last?.dev)].flatMap((one) => one ?? []);
  const before = last?.tunnels.find(({ local }) => familyOf(local) === family)?.local;
  const kept = before === undefined || last === undefined || (file.dev ?? last.dev) !== last.dev ? undefined : before;
  if (kept !== undefined && (tables === undefined || rowOf(tables, kept) !== undefined))
    return [{ dev: last?.dev ?? '', address: kept, mtu: 0 }];
  const found = tables === undefined ? [] : underlaysOf(tables).filter((row) => isUnderlay(tables, row));
  return found.filter(
    ({ address, dev }) => familyOf(address) === family && (file.dev === undefined || dev === file.dev),
  );
}

/** The device of a stated address is the one that has it, where nothing else is said. */
function fixed(tables: Tables | undefined, address: string, dev: string | undefined): Underlay | undefined {
  const on = dev ?? (tables === undefined ? undefined : rowOf(tables, address)?.dev);
  return on === undefined ? undefined : { dev: on, address, mtu: 0 };
}

function rowOf(tables: Tables, address: string) {
  const local = canonicalIp(address);
  return tables.address.find((row) => row.netns === HOST_NETNS && row.local === local);
}

/** Not what another program keeps, no VXLAN device, and a bridge only where it is the way out. */
function isUnderlay(tables: Tables, { dev }: Underlay): boolean {
  if (ownerOfLink(dev) !== undefined) return false;
  const isWayOut = tables.route.some((row) => row.netns === HOST_NETNS && row.dst === 'default' && row.dev === dev);
  const link = findLink(tables, { netns: HOST_NETNS, name: dev });
  return link?.vxlan === undefined && (isWayOut || link?.kind !== 'bridge');
}

/** The network that most members have an address in; the first of several. */
function sharedNetwork(joining: readonly Joining[], family: Family): string | undefined {
  const members = joining.map((one) => candidates(one, family).map(({ address }) => networkAround(one, address)));
  const counts = new Map<string, number>();
  for (const networks of members) for (const one of new Set(networks)) counts.set(one, (counts.get(one) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

function networkAround({ tables }: Joining, address: string): string {
  const full = familyOf(address) === 'inet' ? 32 : 128;
  return networkOf(`${address}/${(tables === undefined ? undefined : rowOf(tables, address))?.prefixlen ?? full}`);
}
