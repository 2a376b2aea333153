import type { PlanView } from '../../app/change/plan-view.ts';
import type { Direction } from './script.ts';

/** Longer and the eye is drawn to a change it has already read; shorter and it is missed (as for a row that just changed). */
const MARKED_MS = 1_500;

type Texts = Readonly<Record<Direction, ReadonlySet<string>>>;
const NONE: Texts = { forward: new Set(), rollback: new Set() };

/** Remembers which commands stood there before the last change, so that new ones can be marked for a moment. */
export function freshness(plan: () => PlanView | undefined): { known: (direction: Direction) => ReadonlySet<string> } {
  let now = NONE;
  let known = $state.raw(NONE);
  $effect(() => {
    const next = commandsOf(plan());
    known = now;
    now = next;
    const timer = setTimeout(() => (known = next), MARKED_MS);
    return () => clearTimeout(timer);
  });
  return { known: (direction) => known[direction] };
}

function commandsOf(plan: PlanView | undefined): Texts {
  const texts = (direction: Direction): ReadonlySet<string> =>
    new Set((plan?.hosts ?? []).flatMap((host) => host[direction].map((line) => line.text)));
  return { forward: texts('forward'), rollback: texts('rollback') };
}
