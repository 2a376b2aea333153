/**
 * Rows → the steps that make them again: for what a removed link or namespace took along, for re-making a device, for export.
 * What the kernel derives by itself (connected routes, link-local addresses, learned entries) is left to it.
 */
import { isSetEntry } from '../noun/fdb/set.ts';
import { isSetNeighbour } from '../noun/neighbour/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { restoreVnis } from '../noun/vni/steps.ts';
import { restoreVlans } from '../noun/vlan/first.ts';
import { fdbStepOf, restoreEntries } from '../noun/fdb/steps.ts';
import { rowOfKey } from '../noun/draft.ts';
import { defaultEntry } from '../noun/link/add.ts';
import { dropLink } from '../noun/link/rows.ts';
import { dropOrphans } from '../noun/orphans.ts';
import { lost } from '../noun/lost.ts';
import { canMake, linkSteps, portSteps } from '../noun/link/again.ts';
import { restoreNeighbours } from '../noun/neighbour/steps.ts';
import { offloadStepOf } from '../noun/offload/steps.ts';
import { restoreWays } from './restore-ways.ts';
import type { Step } from '../noun/step.ts';

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
    ...restoreVnis(before, after, (link) => canMake(before, link)),
    ...links.set,
    ...rowSteps(before, after),
  ];
}

/** Without the links that are gone for good, and what stood on them: a plan of these would stop there. */
function makeable(before: Tables, after: Tables): Tables {
  const gone = lost(before, after, 'link').filter((link) => link.name !== 'lo' && !canMake(before, link));
  return dropOrphans(
    before,
    gone.reduce((left, { key }) => dropLink(left, key), before),
  );
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

/** Kernel settings of namespaces that are made again. */
function settings(before: Tables, after: Tables): readonly Step[] {
  return lost(before, after, 'sysctl').flatMap(({ netns, name, value }): Step[] =>
    netns !== '' && (name === 'net.ipv4.ip_forward' || name === 'net.ipv6.conf.all.forwarding') && value === '1'
      ? [{ do: 'sysctl-set', netns, name, value }]
      : [],
  );
}
