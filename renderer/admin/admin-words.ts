import type { AdminView, InstallFile } from '../../app/contract/admin-view.ts';
import type { Problem } from '../../app/problem/problem.ts';

export const STATE_WORD = { off: 'off', asking: 'asking…', on: 'on' } as const;

/** What pressing the switch does next, as a button says it. */
export const PRESS_WORD = { off: 'Switch on', asking: 'Give up asking', on: 'Switch off' } as const;

/** The switch explained: what holds now, and what pressing it does. */
export function switchTip({ state, direct }: Pick<AdminView, 'state' | 'direct'>): string {
  if (state === 'on')
    return 'This computer can be changed, through a root helper that ends with this window. Press to end it now.';
  if (state === 'asking') return 'polkit asks for an administrator’s password. Press to give up; reading goes on.';
  const asked = direct ? 'Overlane runs as root, so no password is asked for' : 'polkit asks for a password';
  return `This computer can be looked at but not changed. Press to start its root helper: ${asked}. Lab hosts need no administrative access.`;
}

/** The helper on this computer, in words. */
export function helperText({ installed, direct }: Pick<AdminView, 'installed' | 'direct'>): string {
  if (installed === 'package') return 'installed by the system package';
  if (installed === 'copy') return 'installed by Overlane';
  if (installed === 'outdated') return 'installed by another version of Overlane';
  return direct ? 'not needed: Overlane runs as root' : 'not installed';
}

/** What can be done about the helper: root starts it directly, and a package's files belong to the package. */
export function helperDeeds({ installed, direct }: Pick<AdminView, 'installed' | 'direct'>): {
  readonly install: boolean;
  readonly remove: boolean;
} {
  return {
    install: !direct && (installed === 'no' || installed === 'outdated'),
    remove: installed === 'copy' || installed === 'outdated',
  };
}

/** Why access is off, unless installing the helper has already answered it. */
export function standingProblem({ problem, installed }: AdminView): Problem | undefined {
  if (problem?.code === 'admin-not-installed' && installed !== 'no') return undefined;
  if (problem?.code === 'admin-outdated' && installed === 'copy') return undefined;
  return problem;
}

/** Bytes as `412 B`, `16.2 kB`, `181 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [size, unit] = bytes < 999_500 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${size < 100 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** `9 files, 181 MB`. */
export function totalText(files: readonly InstallFile[]): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${sizeText(bytes)}`;
}

/** Enough of a SHA-256 to compare by eye. */
export function shortSum(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
