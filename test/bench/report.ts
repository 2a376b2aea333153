/** Prints one line a bar: what was measured, the raw baseline of the same run, their ratio, and the bar it is held to. */
export interface Bar {
  readonly what: string;
  /** Median, in milliseconds. */
  readonly ours: number;
  readonly baseline?: { readonly what: string; readonly ms: number };
  /** A ratio where there is a baseline, else milliseconds. */
  readonly most: number;
  /** What is counted when it is neither. */
  readonly unit?: string;
}

export function report({ what, ours, baseline, most, unit = baseline === undefined ? ' ms' : '×' }: Bar): void {
  const value = baseline === undefined ? ours : ours / baseline.ms;
  const against =
    baseline === undefined ? '' : ` (${ours.toFixed(0)} ms against ${baseline.ms.toFixed(0)} ms: ${baseline.what})`;
  console.log(`${value <= most ? 'ok  ' : 'OVER'}  ${what}: ${value.toFixed(2)}${unit}, bar ${most}${unit}${against}`);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Runs ours and the baseline in turn, so that a machine that slows down slows both. Milliseconds, medians; `before` does not count. */
export async function paired(
  rounds: number,
  ours: () => Promise<void>,
  baseline: () => Promise<void>,
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<{ ours: number; baseline: number }> {
  const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    await before();
    times.baseline.push(await timed(baseline));
    await before();
    times.ours.push(await timed(ours));
  }
  return { ours: median(times.ours), baseline: median(times.baseline) };
}

export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
