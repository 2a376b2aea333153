/**
 * Rows → the steps that make them again: for what a removed link or namespace took along, for re-making a device, for export.
 * What the kernel derives by itself (connected routes, link-local addresses, learned entries) is left to it.
 */
import { FLOOD_MAC, type FdbEntry } from '../model/fdb-entry.ts';
import { linkKey } from '../model/link.ts';
import type { Neighbour } from '../model/neighbour.ts';
import type { Row, TableName, Tables } from '../model/snapshot.ts';
import { isHostLoopback } from '../model/address.ts';
import { addressStepOf } from './address.ts';
import { restoreVlans } from './bridge-vlan-first.ts';
import { fdbStepOf } from './fdb-entry.ts';
import { rowOfKey } from './edit.ts';
import { defaultEntry } from './link-add.ts';
import { canMake, linkSteps, portSteps } from './restore-link.ts';
import { neighbourStepOf } from './neighbour.ts';
import { offloadStepOf } from './offload.ts';
import { isOwnRoute, routeStepOf } from './route.ts';
import type { Step } from './step.ts';

/** The steps that bring back what `after` lacks of `before`; rows that only `after` has stay. */
export function restore(before: Tables, after: Tables): readonly Step[] {
  const namespaces = lost(before, after, 'netns').map(({ name }): Step => ({ do: 'netns-add', name }));
  const links = linkSteps(before, after);
  const vlans = restoreVlans(before, after, (link) => canMake(before, link));
  return [
    ...namespaces,
    ...links.made,
    ...portSteps(before, after),
    ...vlans,
    ...links.set,
    ...rowSteps(before, after),
  ];
}

function rowSteps(before: Tables, after: Tables): readonly Step[] {
  const addresses = lost(before, after, 'address').filter((row) => isSetAddress(row));
  const routes = lost(before, after, 'route').filter(isOwnRoute);
  return [
    ...lost(before, after, 'offload').map(offloadStepOf),
    ...addresses.map(addressStepOf),
    ...restoreNeighbours(lost(before, after, 'neighbour')),
    ...restoreEntries(before, lost(before, after, 'fdb')),
    ...[...routes].sort((a, b) => hops(a) - hops(b)).map(routeStepOf),
    ...settings(before, after),
  ];
}

/** The steps that bring back neighbours, of which those that the kernel made by itself are left to it. */
export function restoreNeighbours(gone: readonly Neighbour[]): readonly Step[] {
  return gone.filter(isSetNeighbour).flatMap((row) => givingWay(neighbourStepOf(row)));
}

/** The same for FDB entries; `before` says what they stood on. */
export function restoreEntries(before: Tables, gone: readonly FdbEntry[]): readonly Step[] {
  return gone.filter((row) => isSetEntry(before, row)).flatMap((row) => givingWay(fdbStepOf(row)));
}

/** What the kernel learns as soon as a link is up must not refuse what was there before. */
function givingWay(step: Step | undefined): readonly Step[] {
  if (step?.do === 'neighbour-add') return [{ ...step, do: 'neighbour-replace' }];
  if (step?.do === 'fdb-add' && step.owner === 'self') return [{ ...step, do: 'fdb-replace' }];
  return step === undefined ? [] : [step];
}

/** Rows whose key is not there any more. */
export function lost<T extends TableName>(before: Tables, after: Tables, table: T): readonly Tables[T][number][] {
  if (before[table] === after[table]) return [];
  const left = new Set((after[table] as readonly Row[]).map(({ key }) => key));
  return (before[table] as readonly Tables[T][number][]).filter(({ key }) => !left.has(key));
}

/** Routes through a gateway come after those that lead to it. */
function hops({ gateway, nexthops }: { readonly gateway?: string; readonly nexthops: readonly unknown[] }): number {
  return gateway === undefined && nexthops.length === 0 ? 0 : 1;
}

/** Not a link-local one that came with the carrier, nor the loopback's own, nor one with a lifetime. */
export function isSetAddress(row: Tables['address'][number]): boolean {
  if (isHostLoopback(row) || row.flags.includes('dynamic')) return false;
  return !(row.family === 'inet6' && row.scope === 'link');
}

export function isSetNeighbour({ state, flags, mac }: Neighbour): boolean {
  if (flags.includes('proxy') || flags.includes('managed') || state === 'PERMANENT') return true;
  return state === 'NOARP' && mac !== undefined && mac !== FLOOD_MAC && (parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

/** Not learned, not a vxlan's default destination, not the bridge's own entry for a port's address, not a multicast list. */
export function isSetEntry(tables: Tables, row: FdbEntry): boolean {
  if ((row.state !== 'permanent' && row.state !== 'static') || row.nhid !== undefined) return false;
  const link = rowOfKey(tables.link, linkKey(row.netns, row.dev));
  if (row.dst === undefined && (link?.mac === row.mac || (parseInt(row.mac.slice(0, 2), 16) & 1) === 1)) return false;
  if (row.dst === undefined && link?.kind === 'bridge' && row.state === 'permanent') return false;
  return link === undefined || defaultEntry(link)?.key !== row.key;
}

/** Kernel settings of namespaces that are made again. */
function settings(before: Tables, after: Tables): readonly Step[] {
  return lost(before, after, 'sysctl').flatMap(({ netns, name, value }): Step[] =>
    netns !== '' && (name === 'net.ipv4.ip_forward' || name === 'net.ipv6.conf.all.forwarding') && value === '1'
      ? [{ do: 'sysctl-set', netns, name, value }]
      : [],
  );
}
