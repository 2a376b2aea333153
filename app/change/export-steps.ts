/** A host → the steps that make it again on one that has only its own devices, each with what it needs to be there. */
import * as v from 'valibot';
import { linkKey, type Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { EMPTY_TABLES, type Tables } from '../noun/snapshot.ts';
import { newLink } from '../noun/link/rows.ts';
import { isSetEntry } from '../noun/fdb/set.ts';
import { isSetNeighbour } from '../noun/neighbour/row.ts';
import { restore } from '../plan/restore.ts';
import { isSetAddress } from '../noun/address/row.ts';
import { canMake } from '../noun/link/again.ts';
import { isOwnRoute } from '../noun/route/steps.ts';
import { lostBy } from '../plan/losses.ts';
import { tableOf, simulate, StepSchema, type Step } from '../noun/step.ts';
import { SYSCTL_NAMES } from '../noun/sysctl/steps.ts';
import { isMovedTunnel, movedTunnelSteps } from '../noun/vxlan/moved.ts';

export interface ExportedStep {
  readonly step: Step;
  /** Devices of the host's own, which no command makes: it is done only where they are. */
  readonly needs: readonly string[];
  /** It cannot be done: what it names is not made. */
  readonly left: boolean;
}

/** Devices of the host's own namespace that were not made by anybody's command: cards, and the uplink of a container or a lab host. */
export function isGiven(tables: Tables, link: Link): boolean {
  if (link.kind === 'loopback' || link.name === 'lo') return true;
  if (link.netns !== HOST_NETNS) return false;
  const isUplink = link.kind === 'ether' || /^e(th|n[opsx])\w*$/.test(link.name);
  return (isUplink || link.master === undefined) && (link.kind === 'ether' || !canMake(tables, link));
}

/** Everything, in the order in which it can be made. */
export function hostSteps(tables: Tables): readonly Step[] {
  const moved = tables.link.filter(isMovedTunnel);
  const made = moved.flatMap((link) => movedTunnelSteps(tables, link));
  const steps = restore(tables, bareHost(tables)).map(untied);
  const at = Math.max(0, ...steps.map(({ do: verb }, index) => (/^(netns-add|link-add-)/.test(verb) ? index + 1 : 0)));
  return [...steps.slice(0, at), ...made, ...steps.slice(at), ...ownSettings(tables)];
}

/** Nexthop objects are not made: a route leads the same way without one. */
function untied(step: Step): Step {
  if (step.do !== 'route-add' && step.do !== 'route-replace') return step;
  const { nhid: _, ...rest } = step;
  return rest;
}

/** The host before anything was made on it: devices that no command makes, and tunnels that only arrived, down and bare. */
function bareHost(tables: Tables): Tables {
  const given = tables.link.filter(
    (link) => link.netns === HOST_NETNS && (isGiven(tables, link) || !canMake(tables, link)),
  );
  const moved = tables.link.filter(isMovedTunnel);
  const bare = [...given, ...moved].map((link) => ({
    ...newLink(link),
    up: false,
    mtu: bareMtu(link),
    mac: link.mac,
    master: undefined,
    port: undefined,
  }));
  return { ...EMPTY_TABLES, link: bare };
}

function bareMtu(link: Link): number {
  if (isMovedTunnel(link)) return link.mtu;
  return link.kind === 'loopback' ? 65536 : 1500;
}

/** What `restore` leaves to the host: its own namespace is never removed. */
function ownSettings({ sysctl }: Tables): readonly Step[] {
  return sysctl.flatMap(({ netns, name, value }): Step[] => {
    const known = SYSCTL_NAMES.find((one) => one === name);
    return netns === HOST_NETNS && known !== undefined && value === '1'
      ? [{ do: 'sysctl-set', netns, name: known, value }]
      : [];
  });
}

/** Goes through the steps as a host without anything would: nothing may name what is not there by then. */
export function judgeSteps(tables: Tables, steps: readonly Step[]): readonly ExportedStep[] {
  const there = new Map<string, readonly string[]>();
  const namespaces = new Set<string>([HOST_NETNS]);
  for (const link of tables.link)
    if (link.netns === HOST_NETNS && isGiven(tables, link)) there.set(link.key, link.name === 'lo' ? [] : [link.name]);
  return steps.map((step) => {
    const { links, netns } = namedBy(step);
    const needed = links.map((key) => (isLoopback(key) ? [] : there.get(key)));
    const left =
      netns.some((one) => !namespaces.has(one)) ||
      needed.some((one) => one === undefined) ||
      isTied(step) ||
      !v.is(StepSchema, step);
    const needs = [...new Set(needed.flatMap((one) => one ?? []))];
    if (!left) makes(step, there, namespaces, needs);
    return { step, needs, left };
  });
}

function isTied(step: Step): boolean {
  return 'nhid' in step && step.nhid !== undefined;
}

function isLoopback(key: string): boolean {
  return key.endsWith('|lo');
}

function makes(
  step: Step,
  there: Map<string, readonly string[]>,
  namespaces: Set<string>,
  needs: readonly string[],
): void {
  if (step.do === 'netns-add') namespaces.add(step.name);
  if (step.do === 'link-set-netns') there.delete(linkKey(step.netns, step.name));
  if (step.do === 'link-set-netns') there.set(linkKey(step.to, step.name), needs);
  if (step.do.startsWith('link-add-') && 'name' in step && 'netns' in step)
    there.set(linkKey(step.netns, step.name), needs);
  if (step.do === 'link-add-veth') there.set(linkKey(step.peer.netns ?? step.netns, step.peer.name), needs);
}

/** What must be there before it: links by key, and namespaces. */
function namedBy(step: Step): { readonly links: readonly string[]; readonly netns: readonly string[] } {
  if (step.do === 'netns-add' || step.do === 'netns-del') return { links: [], netns: [] };
  if (!('netns' in step)) return { links: [], netns: [] };
  const { netns } = step;
  const names: (string | undefined | null)[] = [];
  if (step.do === 'link-add-vxlan') names.push(step.vxlan.dev);
  else if ('name' in step && step.do !== 'sysctl-set' && !step.do.startsWith('link-add-')) names.push(step.name);
  if ('dev' in step) names.push(step.dev);
  if ('via' in step && step.do.startsWith('fdb-')) names.push(step.via);
  if (step.do === 'link-set-master') names.push(step.master);
  if ('nexthops' in step) names.push(...(step.nexthops ?? []).map(({ dev }) => dev));
  const more = step.do === 'link-set-netns' ? [step.to] : step.do === 'link-add-veth' ? [step.peer.netns ?? netns] : [];
  const links = names.flatMap((name) => (typeof name === 'string' ? [linkKey(netns, name)] : []));
  return { links, netns: [netns, ...more] };
}

/** Rows that no step makes, in words. */
export function unmade(tables: Tables): readonly string[] {
  const at = (what: string, netns: string): string => (netns === HOST_NETNS ? what : `${what} in ${netns}`);
  const links = tables.link.filter(
    (link) => !isGiven(tables, link) && !canMake(tables, link) && movedTunnelSteps(tables, link).length === 0,
  );
  const untied = tables.route.filter((row) => isOwnRoute(row) && row.nhid !== undefined);
  const rules = tables.forward.flatMap(({ rules: all, family, netns }) =>
    all.length === 0
      ? []
      : [at(`${all.length} rules of the firewall's FORWARD chain (${family === 'inet' ? 'IPv4' : 'IPv6'})`, netns)],
  );
  return [
    ...links.flatMap((link) => [
      `${at(link.name, link.netns)} (${link.kind})`,
      ...rowsOn(tables, link).map((what) => `${what} on ${at(link.name, link.netns)}`),
    ]),
    ...untied.map(({ dst, netns, nhid }) => `nexthop ${nhid}: the route to ${at(dst, netns)} is made without it`),
    ...tables.fdb.flatMap(({ mac, dev, netns, nhid }) =>
      nhid === undefined ? [] : [`${mac} on ${at(dev, netns)}, which leads to nexthop ${nhid}`],
    ),
    ...rules,
    ...unsaid(tables),
  ];
}

/** What of the devices no step sets. */
function unsaid(tables: Tables): readonly string[] {
  const steps = restore(tables, bareHost(tables)).filter(
    (step) => tableOf(step) === 'link' || tableOf(step) === 'netns',
  );
  const links = {
    ...EMPTY_TABLES,
    link: tables.link.filter((link) => !isGiven(tables, link) && canMake(tables, link)),
  };
  return lostBy(links, EMPTY_TABLES, steps.reduce(simulate, bareHost(tables)));
}

/** What somebody set on a link that is not made, each in words. */
function rowsOn(tables: Tables, { netns, name }: Link): readonly string[] {
  const isOn = (row: { readonly netns: string; readonly dev?: string }): boolean =>
    row.netns === netns && row.dev === name;
  return [
    ...tables.address.flatMap((row) =>
      isOn(row) && isSetAddress(row) ? [`address ${row.local}/${row.prefixlen}`] : [],
    ),
    ...tables.neighbour.flatMap((row) => (isOn(row) && isSetNeighbour(row) ? [`neighbour ${row.dst}`] : [])),
    ...tables.fdb.flatMap((row) => (isOn(row) && isSetEntry(tables, row) ? [`FDB entry ${row.mac}`] : [])),
    ...tables.route.flatMap((row) => (isOn(row) && isOwnRoute(row) ? [`route to ${row.dst}`] : [])),
  ];
}
