/** Runs long pure work without holding the event loop: generators yield, and this hands the loop back in between. */

/**
 * Milliseconds of work before the loop is handed back.
 * Longer: the window's messages wait (the bar is 50 ms at p99). Shorter: the work itself takes noticeably longer.
 */
const SLICE_MS = 8;

export async function runSliced<T>(work: Generator<unknown, T>): Promise<T> {
  let until = performance.now() + SLICE_MS;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() >= until) {
      await nextTurn();
      until = performance.now() + SLICE_MS;
    }
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
