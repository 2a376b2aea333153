/**
 * Rows → the steps that make them again: for what a removed link or namespace took along, for re-making a device, for export.
 * What the kernel derives by itself (connected routes, link-local addresses, learned entries) is left to it.
 */
import { FLOOD_MAC, type FdbEntry } from '../noun/fdb/row.ts';
import { linkKey } from '../noun/link/row.ts';
import type { Neighbour } from '../noun/neighbour/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { restoreVlans } from '../noun/vlan/first.ts';
import { fdbStepOf } from '../noun/fdb/steps.ts';
import { rowOfKey } from '../noun/draft.ts';
import { defaultEntry } from '../noun/link/add.ts';
import { dropLink } from '../noun/link/rows.ts';
import { lost } from './lost.ts';
import { canMake, linkSteps, portSteps } from '../noun/link/again.ts';
import { neighbourStepOf } from '../noun/neighbour/steps.ts';
import { offloadStepOf } from '../noun/offload/steps.ts';
import { restoreWays } from './restore-ways.ts';
import type { Step } from './step.ts';

/** The steps that bring back what `after` lacks of `before`; rows that only `after` has stay. */
export function restore(all: Tables, after: Tables): readonly Step[] {
  const before = makeable(all, after);
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

/** Without the links that are gone for good, and what stood on them: a plan of these would stop there. */
function makeable(before: Tables, after: Tables): Tables {
  const gone = lost(before, after, 'link').filter((link) => link.name !== 'lo' && !canMake(before, link));
  return gone.reduce((left, { key }) => dropLink(left, key), before);
}

function rowSteps(before: Tables, after: Tables): readonly Step[] {
  const ways = restoreWays(before, after, rowSteps);
  return [
    ...lost(before, after, 'offload').map(offloadStepOf),
    ...ways.addresses,
    ...restoreNeighbours(lost(before, after, 'neighbour').filter(isSetNeighbour)),
    ...entrySteps(before, after),
    ...ways.routes,
    ...settings(before, after),
  ];
}

/** A vxlan that is made again has the entry of its far end by itself, wanted or not; one that stayed has lost it for good. */
function entrySteps(before: Tables, after: Tables): readonly Step[] {
  if (before.fdb === after.fdb && before.link === after.link) return [];
  const made = lost(before, after, 'link').flatMap((link) => defaultEntry(link) ?? []);
  const given = new Set(made.map(({ key }) => key));
  const gone = lost(before, after, 'fdb').filter((row) => isSetEntry(before, row) && !given.has(row.key));
  const unwanted = made.filter(({ key }) => rowOfKey(before.fdb, key) === undefined);
  return [...unwanted.map((row): Step => ({ ...fdbStepOf(row), do: 'fdb-del' })), ...restoreEntries(gone)];
}

/** The steps that bring back neighbours, learned ones as `stale`. */
export function restoreNeighbours(gone: readonly Neighbour[]): readonly Step[] {
  return gone.flatMap((row) => givingWay(neighbourStepOf(row)));
}

/** The same for FDB entries, learned ones as `dynamic`. */
export function restoreEntries(gone: readonly FdbEntry[]): readonly Step[] {
  return gone.flatMap((row) => givingWay(fdbStepOf(row)));
}

/** What the kernel learns as soon as a link is up must not refuse what was there before. */
function givingWay(step: Step | undefined): readonly Step[] {
  if (step?.do === 'neighbour-add') return [{ ...step, do: 'neighbour-replace' }];
  if (step?.do === 'fdb-add' && step.owner === 'self') return [{ ...step, do: 'fdb-replace' }];
  return step === undefined ? [] : [step];
}

export function isSetNeighbour({ state, flags, mac }: Neighbour): boolean {
  if (flags.includes('proxy') || flags.includes('managed') || state === 'PERMANENT') return true;
  return state === 'NOARP' && mac !== undefined && mac !== FLOOD_MAC && (parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

/** Not learned (but for what a control plane learned), not the bridge's own entry for a port's address, not a multicast list. */
export function isSetEntry(tables: Tables, row: FdbEntry): boolean {
  const stays = row.state === 'permanent' || row.state === 'static' || row.flags.includes('extern_learn');
  if (!stays) return false;
  const link = rowOfKey(tables.link, linkKey(row.netns, row.dev));
  if (row.nhid !== undefined) return true;
  if (row.dst === undefined && (link?.mac === row.mac || (parseInt(row.mac.slice(0, 2), 16) & 1) === 1)) return false;
  return !(row.dst === undefined && link?.kind === 'bridge' && row.state === 'permanent');
}

/** The same, and not a vxlan's default destination. */
export function isOwnEntry(tables: Tables, row: FdbEntry): boolean {
  const link = rowOfKey(tables.link, linkKey(row.netns, row.dev));
  return isSetEntry(tables, row) && (link === undefined || defaultEntry(link)?.key !== row.key);
}

/** Kernel settings of namespaces that are made again. */
function settings(before: Tables, after: Tables): readonly Step[] {
  return lost(before, after, 'sysctl').flatMap(({ netns, name, value }): Step[] =>
    netns !== '' && (name === 'net.ipv4.ip_forward' || name === 'net.ipv6.conf.all.forwarding') && value === '1'
      ? [{ do: 'sysctl-set', netns, name, value }]
      : [],
  );
}
