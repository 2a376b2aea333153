/** What the kernel would accept (tried on 6.18): steps forward as well as back. */
import type { FdbEntry } from '../../../app/noun/fdb/row.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import type { AddressStep } from '../../../app/noun/address/steps.ts';
import { canonicalIp, contains, familyOf, splitCidr } from '../../../app/base/ip.ts';
import { findLink, type LinkStep } from '../../../app/noun/link/steps.ts';
import { makes, needs, holds, type Step } from '../../../app/noun/step.ts';
import { isRival, routeHolds, type RouteStep } from '../../../app/noun/route/steps.ts';
import { ruleInTheWay } from '../../../app/noun/rule/steps.ts';
import type { FdbEntryStep } from '../../../app/noun/fdb/steps.ts';
import { exists } from '../../../app/plan/stale.ts';

export function isFeasible(tables: Tables, step: Step): boolean {
  const made = makes(step);
  if (new Set(made).size !== made.length || made.some((place) => exists(tables, place))) return false;
  if (!needs(step).every((place) => exists(tables, place))) return false;
  switch (step.do) {
    case 'route-add':
    case 'route-replace':
    case 'route-del':
      return acceptsRoute(tables, step);
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
    case 'fdb-del':
      return acceptsEntry(tables, step);
    case 'vlan-add':
    case 'vlan-del':
      return hasVlans(tables, step);
    case 'vni-add':
    case 'vni-del':
      return findLink(tables, { netns: step.netns, name: step.dev })?.vxlan?.vnifilter === true;
    case 'address-add':
      return acceptsAddress(tables, step);
    case 'rule-add':
      return ruleInTheWay(tables, step) === undefined;
    case 'rule-del':
    case 'address-del':
    case 'neighbour-del':
    case 'neighbour-proxy-del':
    case 'file-remove':
      return !holds(tables, step);
    case 'neighbour-add':
      return !tables.neighbour.some(
        (row) =>
          row.netns === step.netns && row.dev === step.dev && row.dst === step.dst && !row.flags.includes('proxy'),
      );
    case 'forward-accept-add':
    case 'forward-accept-del':
      return (
        step.in !== step.out &&
        tables.forward.some(({ netns, family }) => netns === step.netns && family === step.family) &&
        !holds(tables, step)
      );
    case 'offload-set':
      return findLink(tables, { netns: step.netns, name: step.dev })?.kind === 'vxlan';
    case 'port-set':
      return findLink(tables, step)?.master !== undefined;
    case 'netns-add':
    case 'netns-del':
    case 'neighbour-replace':
    case 'neighbour-manage':
    case 'neighbour-proxy-add':
    case 'sysctl-set':
    case 'file-write':
      return true;
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-del':
    case 'link-set-addrgenmode':
    case 'link-set-bridge':
    case 'link-set-mac':
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-netns':
    case 'link-set-options':
    case 'link-set-up':
    case 'link-set-vxlan':
      return acceptsLink(tables, step);
  }
}

/** All IPv4 addresses of a subnet have one scope; IPv6 takes no notice of it. */
function acceptsAddress({ address }: Tables, step: AddressStep): boolean {
  const family = familyOf(step.address);
  if (family === 'inet6' && step.scope !== undefined) return false;
  return !address.some(
    (row) =>
      row.netns === step.netns &&
      row.dev === step.dev &&
      row.family === family &&
      (`${row.local}/${row.prefixlen}` === step.address ||
        (family === 'inet' && contains(step.address, row.local) && row.scope !== (step.scope ?? 'global'))),
  );
}

function acceptsLink(tables: Tables, step: LinkStep): boolean {
  const link = findLink(tables, step);
  switch (step.do) {
    case 'link-add-vxlan':
      return !tables.link.some(
        ({ netns, vxlan }) =>
          netns === step.netns && vxlan?.vni === step.vxlan.vni && vxlan?.dstport === step.vxlan.dstport,
      );
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-set-up':
    case 'link-set-addrgenmode':
    case 'link-set-options':
    case 'link-altname-del':
      return true;
    // Another name may stand once only, in a place that links come to as well.
    case 'link-altname-add':
      return !tables.link.some(({ altnames }) => altnames.includes(step.altname));
    case 'link-del':
      return isOurs(link);
    case 'link-set-mtu':
      return step.mtu <= mostMtu(tables, link);
    case 'link-set-mac':
      return link?.mac !== undefined;
    case 'link-set-master':
      return canEnslave(tables, link, step.master);
    case 'link-set-netns':
      return link?.kind === 'veth' && findLink(tables, { netns: step.to, name: step.name }) === undefined;
    case 'link-set-vxlan':
      return link?.vxlan !== undefined && step.set.dev !== step.name && isKeptInPlace(link, step.set);
    case 'link-set-bridge':
      if (step.set.vlanDefaultPvid !== undefined) return hasVlans(tables, { ...step, dev: step.name, self: true });
      return link?.kind === 'bridge';
    case 'port-set':
      return link?.master !== undefined && standsIn(tables, link, step.set.backupPort);
  }
}

/** `ttl inherit` is a flag that is never taken off again (`vxlan_nl2conf`, seen on 6.18). */
function isKeptInPlace({ vxlan }: Link, set: Extract<LinkStep, { do: 'link-set-vxlan' }>['set']): boolean {
  return set.ttl === undefined || vxlan?.ttl !== 'inherit';
}

function standsIn({ link: links }: Tables, { netns, name, master }: Link, backup: string | null | undefined): boolean {
  if (backup === undefined || backup === null) return true;
  return backup !== name && links.some((row) => row.netns === netns && row.name === backup && row.master === master);
}

function isOurs(link: Link | undefined): boolean {
  return link !== undefined && ['bridge', 'vxlan', 'veth'].includes(link.kind);
}

function mostMtu(tables: Tables, link: Link | undefined): number {
  const lower = tables.link.find(({ netns, name }) => netns === link?.netns && name === link.vxlan?.dev);
  return lower === undefined ? Number.MAX_SAFE_INTEGER : lower.mtu - 50;
}

function canEnslave(tables: Tables, link: Link | undefined, master: string | null): boolean {
  if (link === undefined || !isOurs(link) || link.kind === 'bridge') return false;
  if (master === null) return true;
  return findLink(tables, { netns: link.netns, name: master })?.kind === 'bridge';
}

/** A port of a bridge that can have VLANs, or that bridge itself. */
function hasVlans(
  tables: Tables,
  { netns, dev, self = false }: { readonly netns: string; readonly dev: string; readonly self?: boolean },
): boolean {
  const link = findLink(tables, { netns, name: dev });
  const bridge = self ? link : findLink(tables, { netns, name: link?.master ?? '' });
  return bridge?.bridge !== undefined && 'vlan_default_pvid' in bridge.bridge.options;
}

function acceptsRoute(tables: Tables, step: RouteStep): boolean {
  if (step.do === 'route-del') return !holds(tables, step);
  if (step.do === 'route-add' && tables.route.some((row) => isRival(row, { ...step, do: 'route-replace' })))
    return false;
  if (step.do === 'route-replace' && routeHolds(tables, step)) return false;
  const hops = step.nexthops ?? [{ via: step.via, dev: step.dev, onlink: step.onlink }];
  if (step.src !== undefined && !isLocal(tables, step.netns, step.src)) return false;
  return (step.type ?? 'unicast') !== 'unicast' || hops.every((hop) => leads(tables, step, hop));
}

interface Hop {
  readonly via?: string | undefined;
  readonly dev?: string | undefined;
  readonly onlink?: boolean | undefined;
}

function leads(tables: Tables, { netns }: RouteStep, { via, dev, onlink = false }: Hop): boolean {
  if (dev === undefined || findLink(tables, { netns, name: dev })?.up !== true) return false;
  if (via === undefined) return true;
  if (isLocal(tables, netns, via) && (onlink || familyOf(via) === 'inet6')) return false;
  if (onlink) return true;
  return (
    tables.address.some(
      (row) =>
        row.netns === netns &&
        row.dev === dev &&
        !row.flags.includes('noprefixroute') &&
        contains(`${row.peer ?? row.local}/${row.prefixlen}`, via),
    ) ||
    tables.route.some(
      (row) =>
        row.netns === netns &&
        row.dev === dev &&
        row.gateway === undefined &&
        row.table === 'main' &&
        contains(long(row.dst, row.family), via),
    )
  );
}

function long(dst: string, family: string): string {
  if (dst === 'default') return family === 'inet' ? '0.0.0.0/0' : '::/0';
  return dst.includes('/') ? dst : `${dst}/${family === 'inet' ? 32 : 128}`;
}

function isLocal({ address }: Tables, netns: string, ip: string): boolean {
  return address.some((row) => row.netns === netns && row.local === splitCidr(`${canonicalIp(ip)}/32`).ip);
}

/** `add` refuses what is there, `del` what is not (EEXIST, ENOENT); a permanent entry of a bridge cannot be sticky. */
function acceptsEntry(tables: Tables, step: FdbEntryStep): boolean {
  const link = findLink(tables, { netns: step.netns, name: step.dev });
  if (link === undefined || holds(tables, step)) return false;
  if (step.owner === 'self') {
    const same = tables.fdb.filter(
      ({ netns, dev, mac, master }) =>
        netns === step.netns && dev === step.dev && mac === step.mac && master === undefined,
    );
    if (step.do === 'fdb-replace' && same.some((row) => row.nhid !== step.nhid || isStuck(row, step))) return false;
    return link.kind === 'vxlan' && (step.do !== 'fdb-add' || same.length === 0);
  }
  if (link.master === undefined || (step.state === 'permanent' && step.flags?.includes('sticky') === true))
    return false;
  if (step.do === 'fdb-del') return true;
  if (
    step.do === 'fdb-replace' &&
    tables.fdb.some(
      (row) =>
        row.netns === step.netns &&
        row.mac === step.mac &&
        row.master === link.master &&
        isExternal(row) &&
        !isExternal(step),
    )
  )
    return false;
  const members = tables.link.filter(
    ({ netns, name, master }) => netns === step.netns && [name, master].includes(link.master),
  );
  if (members.some(({ mac }) => mac === step.mac)) return false;
  return (
    step.do === 'fdb-replace' ||
    !tables.fdb.some(({ netns, mac, master }) => netns === step.netns && mac === step.mac && master === link.master)
  );
}

function isExternal({ flags }: { readonly flags?: readonly string[] | undefined }): boolean {
  return flags?.includes('extern_learn') === true;
}

/** A vxlan changes neither state nor flags of an entry that somebody set when the new one is `extern_learn`. */
function isStuck(row: FdbEntry, step: FdbEntryStep): boolean {
  return isExternal(step) && row.state !== '' && !(isExternal(row) && row.state === step.state);
}
