/** How long something takes, told so that a busy or slow machine changes nothing: in times of a fixed piece of work. */

/** Sorts 300,000 numbers: about 30 ms where nothing else runs. */
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
