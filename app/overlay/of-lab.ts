import { hostKind } from '../base/host.ts';
import { listed } from '../base/listed.ts';
import type { OverlaySpec } from './overlay.ts';

/** Names of the overlays that have a member in the lab, and so end with it. */
export function overlaysOfLab(
  overlays: readonly { readonly spec: Pick<OverlaySpec, 'name' | 'members'> }[],
): readonly string[] {
  const inLab = overlays.filter(({ spec }) => spec.members.some(({ host }) => hostKind(host) === 'lab'));
  return inLab.map(({ spec }) => spec.name);
}

/** What ending the lab costs, for those who are asked first. */
export function endOfLabWords(names: readonly string[]): string {
  const verbs = names.length === 1 ? 'lives in the lab and ends' : 'live in the lab and end';
  return `${listed(names, 8)} ${verbs} with it. That cannot be undone: a lab that is started again is empty.`;
}
