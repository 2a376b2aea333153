import type { Json } from '../base/json.ts';
import type { Problem, Result } from '../problem/problem.ts';
import { fail, ok } from '../problem/problem.ts';
import { repairJson } from '../base/json-repair.ts';
import { elementEnd } from '../base/json-scan.ts';
import { shellText } from '../base/shell.ts';

/** How many `},{` are tried as the end of a piece before the scanner finds it for certain. */
const TRIES = 4;
/** Characters a piece: about 1,000 FDB entries, 1 to 2 ms of parsing. */
export const SLICE_CHARS = 131_072;

/**
 * The list that `ip -j` or `bridge -j` printed. Nothing printed is an empty list (`ip -j netns list` without
 * `/run/netns`), and `{}` items stay: readers skip them. Fails with `output-malformed` naming the command.
 */
export function parseJson(text: string, argv: readonly string[] = []): Result<readonly Json[]> {
  if (text.trim() === '') return ok([]);
  const value = tolerantParse(text);
  if (Array.isArray(value)) return ok(value as readonly Json[]);
  return fail(malformed(text, argv, value !== undefined));
}

/**
 * The same for very large listings: yields the items piece by piece (about `sliceChars` characters each), so that a
 * caller can hand back the event loop in between. Returns the problem that ended it early, if any.
 *
 * A cut is right when the piece before it parses: each piece starts at an item, and an unbalanced quote or bracket
 * of a wrong cut never parses.
 */
export function* parseJsonSlices(
  text: string,
  sliceChars: number = SLICE_CHARS,
  argv: readonly string[] = [],
): Generator<readonly Json[], Problem | undefined> {
  if (text.length <= sliceChars || text[0] !== '[') {
    const whole = parseJson(text, argv);
    if (whole.ok) yield whole.value;
    return whole.ok ? undefined : whole.problem;
  }
  let start = 1;
  while (text.length - start > sliceChars) {
    const piece = nextPiece(text, start, sliceChars);
    if (piece === undefined) break;
    yield piece.items;
    start = piece.next;
  }
  const rest = tolerantParse(`[${text.slice(start)}`);
  if (!Array.isArray(rest)) return malformed(text, argv, false);
  yield rest as readonly Json[];
  return undefined;
}

interface Piece {
  readonly items: readonly Json[];
  /** Where the item after the piece starts. */
  readonly next: number;
}

function nextPiece(text: string, start: number, sliceChars: number): Piece | undefined {
  let end = start + sliceChars;
  for (let tries = 0; tries < TRIES; tries++) {
    end = text.indexOf('},{', end);
    if (end < 0) return undefined;
    const items = tolerantParse(`[${text.slice(start, end + 1)}]`);
    if (Array.isArray(items)) return { items: items as readonly Json[], next: end + 2 };
    end += 1;
  }
  return scannedPiece(text, start, sliceChars);
}

function scannedPiece(text: string, start: number, sliceChars: number): Piece | undefined {
  const end = elementEnd(text, start, start + sliceChars);
  if (end === undefined) return undefined;
  const items = tolerantParse(`[${text.slice(start, end)}]`);
  return Array.isArray(items) ? { items: items as readonly Json[], next: end + 1 } : undefined;
}

/** `undefined` for what is not JSON even after repair; JSON itself has no such value. */
function tolerantParse(text: string): Json | undefined {
  const value = plainParse(text);
  if (value !== undefined) return value;
  const repaired = repairJson(text);
  return repaired === text ? undefined : plainParse(repaired);
}

function plainParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: the caller tries the repaired text, and states the problem when that fails too.
    return undefined;
  }
}

function malformed(text: string, argv: readonly string[], valid: boolean): Problem {
  return {
    code: 'output-malformed',
    severity: 'error',
    where: {},
    facts: { command: shellText(argv), reason: valid ? 'it is not a list' : why(text) },
    cause: { argv, stderr: text.slice(0, 400) },
    retry: true,
  };
}

/** A dump that failed leaves an open bracket (`ip` 6.1); anything else shows how it starts. */
function why(text: string): string {
  const trimmed = text.trim();
  if (trimmed[0] === '[' && !trimmed.endsWith(']')) return `the list is cut off at character ${trimmed.length}`;
  return `it starts with ${JSON.stringify(trimmed.slice(0, 40))}`;
}
