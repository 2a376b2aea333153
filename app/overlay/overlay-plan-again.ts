/** A device that is made again takes along what others put on it: that comes back, what was ours comes by its wishes. */
import type { Tables } from '../noun/snapshot.ts';
import { type Wish, holds, simulate, type Step } from '../noun/step.ts';
import { restore } from '../plan/restore.ts';
import { isRival } from '../noun/route/steps.ts';
import { foundTunnels } from './wanted-found.ts';
import { wantedLinks } from './wanted-links.ts';
import type { MemberFacts } from './wanted-member.ts';

/** Each list is done after the one before it: what is removed for good, the devices that are made again, the statement's wishes. */
export function broughtBack(
  facts: MemberFacts,
  removals: readonly Step[],
  again: readonly Step[],
  wishes: readonly Wish[],
): readonly Wish[] {
  if (again.length === 0) return [];
  const ours = new Set(linksOf(facts).map(({ netns, name }) => `${netns}|${name}`));
  const kept = removals.reduce(simulateOnce, facts.tables);
  const after = [...again, ...wishes.map(({ step }) => step)].reduce(simulateOnce, kept);
  return restore(kept, after)
    .filter((step) => isOthers(step, ours) && hasRoom(step, after))
    .map((step) => ({ step, why: 'As it was before the device was made again.' }));
}

/** A route of the statement's stands in its place, or its device is no port any more where the overlay wants it in no bridge. */
function hasRoom(step: Step, { link, route }: Tables): boolean {
  if (step.do === 'route-add') return !route.some((row) => isRival(row, step));
  if (step.do !== 'port-set') return true;
  return link.some(({ netns, name, master }) => netns === step.netns && name === step.name && master !== undefined);
}

function linksOf(facts: MemberFacts): readonly { readonly netns: string; readonly name: string }[] {
  return facts.spec.mode === 'found' ? foundTunnels(facts) : wantedLinks(facts);
}

function isOthers(step: Step, ours: ReadonlySet<string>): boolean {
  if ('owner' in step) return step.owner === 'master' || !ours.has(`${step.netns}|${step.dev}`);
  if (step.do.startsWith('neighbour')) return 'dev' in step && !ours.has(`${step.netns}|${step.dev}`);
  return (
    !step.do.startsWith('link-') || !('netns' in step && 'name' in step) || !ours.has(`${step.netns}|${step.name}`)
  );
}

function simulateOnce(tables: Tables, step: Step): Tables {
  return holds(tables, step) ? tables : simulate(tables, step);
}
