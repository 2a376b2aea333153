/** `overlay.yaml`: the text of an overlay as people write it. */
import type { Problem } from '../problem/problem.ts';
import type { OverlayFile, OverlaySpec } from './overlay.ts';

export interface ReadOverlay {
  /** Absent when the text cannot be taken. */
  readonly file?: OverlayFile;
  /** Each carries `line` and `column` (from 1) of the offending place in its facts. */
  readonly problems: readonly Problem[];
}

export function readOverlayYaml(text: string): ReadOverlay {
  return { problems: [] };
}

/** With nothing left out, so that reading it again completes to the same overlay on any hosts. */
export function writeOverlayYaml(spec: OverlaySpec): string {
  return '';
}
