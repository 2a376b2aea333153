/**
 * Rows → the steps that make them again: for what a removed link or namespace took along, for re-making a device, for export.
 * What the kernel derives by itself (connected routes, link-local addresses, learned entries) is left to it.
 */
import { isSetEntry } from '../noun/fdb/set.ts';
import { STAGES, type Steps } from '../noun/noun.ts';
import { NOUNS } from '../noun/nouns.ts';
import type { Row, Tables } from '../noun/snapshot.ts';
import { floodsOfGone } from '../noun/vni/floods.ts';
import { fdbStepOf, restoreEntries } from '../noun/fdb/steps.ts';
import { rowOfKey } from '../noun/draft.ts';
import { defaultEntry } from '../noun/link/add.ts';
import { dropLink } from '../noun/link/rows.ts';
import { dropOrphans } from '../noun/orphans.ts';
import { lost } from '../noun/lost.ts';
import { canMake, linkSteps, portSteps } from '../noun/link/again.ts';
import { restoreWays } from './restore-ways.ts';
import type { Step } from '../noun/step.ts';

type Stage = (typeof STAGES)[number];
type Stages = Readonly<Partial<Record<Stage, readonly Step[]>>>;

/** The steps that bring back what `after` lacks of `before`; rows that only `after` has stay. */
export function restore(all: Tables, after: Tables): readonly Step[] {
  const before = makeable(all, after);
  const links = linkSteps(before, after);
  return [
    ...inStages(before, after, ['netns', 'links', 'ports'], {
      netns: lost(before, after, 'netns').map(({ name }): Step => ({ do: 'netns-add', name })),
      links: links.made,
      ports: portSteps(before, after),
    }),
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
  return inStages(before, after, STAGES.slice(STAGES.indexOf('set')), {
    addresses: ways.addresses,
    entries: entrySteps(before, after),
    routes: ways.routes,
  });
}

/** In each stage what is given for it, then what every noun says of itself. */
function inStages(before: Tables, after: Tables, stages: readonly Stage[], given: Stages): readonly Step[] {
  return stages.flatMap((stage) => [...(given[stage] ?? []), ...bySelf(stage, before, after)]);
}

function bySelf(stage: Stage, before: Tables, after: Tables): readonly Step[] {
  return NOUNS.flatMap(({ steps }) => {
    if ('none' in steps) return [];
    const { at, by } = (steps as Pick<Steps<Row, Step>, 'comesBack'>).comesBack;
    if (at !== stage || by === 'with the rest') return [];
    return by(before, after, (link) => canMake(before, link)) as readonly Step[];
  });
}

/** A vxlan that is made again has the entry of its far end by itself, wanted or not, and so has a VNI; one that stayed has lost it for good. */
function entrySteps(before: Tables, after: Tables): readonly Step[] {
  if (before.fdb === after.fdb && before.link === after.link) return [];
  const made = lost(before, after, 'link').flatMap((link) => defaultEntry(link) ?? []);
  const floods = floodsOfGone(before, after);
  const given = new Set(made.map(({ key }) => key));
  const gone = lost(before, after, 'fdb').filter(
    (row) => isSetEntry(before, row) && !given.has(row.key) && !floods.given.has(row.key),
  );
  const unwanted = [...made.filter(({ key }) => rowOfKey(before.fdb, key) === undefined), ...floods.unwanted];
  return [...unwanted.map((row): Step => ({ ...fdbStepOf(row), do: 'fdb-del' })), ...restoreEntries(gone)];
}
