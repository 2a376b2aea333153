import type { Settlement } from './recovery.svelte.ts';

/** How an interrupted change was settled, in one sentence. */
export function settlementText(how: Settlement): string {
  if (how.kind === 'kept') return 'kept as it is. Nothing was run.';
  if (how.kind === 'failed') return 'could not be settled.';
  if (how.result.end === 'diverged') return 'rolled back only in part. What differs is listed below.';
  return 'rolled back. The hosts are as before.';
}
