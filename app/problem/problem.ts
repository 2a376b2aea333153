import type { HostId } from '../base/host.ts';
import type { ProblemCode } from './catalogue.ts';

/** Where in the world or in the form a problem sits; every part is optional. */
export interface Where {
  readonly host?: HostId;
  readonly netns?: string;
  readonly table?: string;
  /** Dotted path of the form or file field: `sides.0.endpoint.address`. */
  readonly field?: string;
  /** Index of the step in its host's plan. */
  readonly step?: number;
}

/** The command that showed it, for *details*. */
export interface Evidence {
  readonly argv: readonly string[];
  readonly exitCode?: number;
  readonly stderr: string;
}

/** An error as a value. `facts` fill the sentences that `catalogue.ts` holds for the code. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'info' | 'warning' | 'error';
  readonly where: Where;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly cause?: Evidence;
  /** True when the same call may succeed later without any change. */
  readonly retry: boolean;
}

/** A result that may be a problem instead. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
