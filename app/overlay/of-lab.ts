import type { OverlaySpec } from './overlay.ts';

/** Names of the overlays that have a member in the lab, and so end with it. */
export function overlaysOfLab(
  overlays: readonly { readonly spec: Pick<OverlaySpec, 'name' | 'members'> }[],
): readonly string[] {
  const inLab = overlays.filter(({ spec }) => spec.members.some(({ host }) => host.startsWith('lab:')));
  return inLab.map(({ spec }) => spec.name);
}
