import type { Problem } from '../problem/problem.ts';

/** `outdated`: a copy that differs from what this version of Overlane would install. */
export type Installed = 'package' | 'copy' | 'outdated' | 'no';

/** The switch *Administrative access* of this computer. */
export interface AdminView {
  /** `asking`: somebody may be typing a password. */
  readonly state: 'off' | 'asking' | 'on';
  /** Why it is off, when it did not stay or did not get on. */
  readonly problem?: Problem;
  readonly installed: Installed;
  /** Overlane runs as root: no password is asked for, and no helper needs to be installed. */
  readonly direct: boolean;
}

export interface InstallFile {
  readonly path: string;
  /** As `chmod` takes it: 755. */
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Exactly what *Install helper* writes, all of it owned by root. */
export interface InstallPlan {
  /** Names this list; installing needs it, so that nothing is installed that was not shown. */
  readonly id: string;
  readonly files: readonly InstallFile[];
}
