/** How long something takes, told so that a busy or slow machine changes nothing: in times of a fixed piece of work. */

/** What sorting 300,000 numbers takes where nothing else runs; somewhat less than it does, so that bounds are wide rather than narrow. */
const YARDSTICK_MS = 20;

/** Sorts them. */
function yardstick(): number {
  const numbers = Float64Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 300_007);
  const start = performance.now();
  numbers.sort();
  return performance.now() - start;
}

/** `work` as a multiple of what was measured before and after it; the slower of the two, since load comes and goes. */
export function paceOf(work: () => void): number {
  yardstick();
  const before = yardstick();
  const start = performance.now();
  work();
  const took = performance.now() - start;
  return took / Math.max(before, yardstick());
}

/** A bound for what waits, in milliseconds of an idle machine, for this one as busy as it is now. */
export function onThisMachine(milliseconds: number): number {
  yardstick();
  return milliseconds * Math.max(1, yardstick() / YARDSTICK_MS);
}
