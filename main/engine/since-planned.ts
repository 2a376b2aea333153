/** What a plan goes on from beside its hosts' tables, and whether that is still so once nobody else can change it. */
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import { sameValue } from '../../app/base/same.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { applyPlan, type Applied, type ApplyContext, type ApplyInput } from './executor.ts';
import { fileMoved } from './file-change.ts';
import { applyOverlay, type OverlayInput } from './overlay-apply.ts';
import type { Overlays } from './overlays.ts';

/** As the journal says it; `spec: null` where nothing is declared by that name. */
export interface DeclaredThen {
  readonly name: string;
  readonly spec: OverlaySpec | null;
}

export function declaredThen(name: string, overlays: Overlays): DeclaredThen {
  return { name, spec: overlays.stated().get(name)?.spec ?? null };
}

/**
 * Two who each let a member join plan on their own hosts only; without this the second one's word would forget the first one's member.
 * Called when nobody else can change the hosts.
 */
export async function applyUnmoved(
  input: ApplyInput | OverlayInput,
  context: ApplyContext,
  overlays: Overlays,
): Promise<Applied> {
  const moved = await movedOn(input, overlays);
  if (moved !== undefined) return { end: 'rolled-back', problems: [moved] };
  return 'spec' in input ? applyOverlay(input, context) : applyPlan(input, context);
}

/** An undo leaves a file that was edited, and says so. */
async function movedOn({ declared, file, undoes }: ApplyInput, overlays: Overlays): Promise<Problem | undefined> {
  if (declared !== undefined) {
    await overlays.reload();
    if (!sameValue(declaredThen(declared.name, overlays), declared)) return declaredSince(declared.name);
  }
  return file === undefined || undoes !== undefined ? undefined : fileMoved(file);
}

function declaredSince(name: string): Problem {
  return { code: 'overlay-declared-since', severity: 'warning', where: {}, facts: { name }, retry: true };
}
