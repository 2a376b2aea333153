/** `overlay.yaml`: the text of an overlay as people write it. */
import * as v from 'valibot';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../problem/problem.ts';
import { fieldIssues, type FieldIssue } from './overlay-yaml-issue.ts';
import { OverlayFile } from './overlay.ts';

export { writeOverlayYaml } from './overlay-yaml-write.ts';

export interface ReadOverlay {
  /** Absent when the text cannot be taken. */
  readonly file?: OverlayFile;
  /** Each carries `line` and `column` (from 1) of the offending place in its facts, and the field's path where there is one. */
  readonly problems: readonly Problem[];
}

/** Characters; a thousand members with everything stated are a third of it. */
const LONGEST = 1_000_000;
/**
 * Pieces (names, values, signs, spaces) of the same thousand members are half of it. A file of nothing but quotes is a million, each
 * an error with a place and a sentence: the parser took six seconds and a gigabyte for it.
 */
const MOST_PIECES = 250_000;
/** More would say nothing new. */
const MOST_PROBLEMS = 20;

/** Never throws. YAML 1.2: `no` and `off` are text, so a switch is `true` or `false`. */
export function readOverlayYaml(text: string): ReadOverlay {
  const lines = new LineCounter();
  const at = (offset: number, reason: string, field?: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return {
      code: 'overlay-file',
      severity: 'error',
      where: field === undefined ? {} : { field },
      facts: { line: Math.max(1, line), column: Math.max(1, col), reason },
      retry: false,
    };
  };
  if (text.length > LONGEST) return { problems: [at(0, `the file is longer than ${LONGEST} characters`)] };
  if (hasTooMuch(text)) return { problems: [at(0, `the file holds more than ${MOST_PIECES} names, values and signs`)] };
  // Its own look for names that are there twice compares each with each; ours is below.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  const told = [...document.errors, ...document.warnings].slice(0, MOST_PROBLEMS);
  const wrong = told.map(({ pos, code, message }) => at(pos[0], SAID[code] ?? plain(message)));
  wrong.push(...twiceIn(document).map((offset) => at(offset, 'this name is there twice in the same block')));
  const alias = firstAlias(document);
  if (wrong.length > 0) return { problems: wrong };
  if (alias !== undefined) return { problems: [at(alias, 'aliases (*name) are not taken; write the value out')] };
  if (!isMap(document.contents))
    return { problems: [at(0, 'the file must be a block of names and values, such as name, mode and members')] };
  const parsed = v.safeParse(OverlayFile, document.toJS());
  if (parsed.success) return { file: parsed.output, problems: [] };
  const found = fieldIssues(parsed.issues).map((issue) => ({ ...issue, offset: offsetOf(document, issue) }));
  found.sort((a, b) => a.offset - b.offset);
  return {
    problems: found.slice(0, MOST_PROBLEMS).map(({ offset, reason, path }) => at(offset, reason, path.join('.'))),
  };
}

const SAID: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'tabs cannot indent; use spaces',
  MULTIPLE_DOCS: 'a file holds one overlay; everything from this --- on is another',
  TAG_RESOLVE_FAILED: 'tags (!name) are not taken',
};

function plain(message: string): string {
  return message.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase());
}

function hasTooMuch(text: string): boolean {
  let pieces = 0;
  for (const _ of new Lexer().lex(text)) if ((pieces += 1) > MOST_PIECES) return true;
  return false;
}

/** Where a name stands that its block has already. */
function twiceIn(document: Document): readonly number[] {
  const found: number[] = [];
  visit(document, { Map: (_, map) => void found.push(...repeatedIn(map)) });
  return found.slice(0, MOST_PROBLEMS);
}

function repeatedIn({ items }: YAMLMap): readonly number[] {
  const names = new Set<string>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    if (names.has(name)) return [key.range?.[0] ?? 0];
    names.add(name);
    return [];
  });
}

/** A few lines of aliases of aliases stand for billions of values. */
function firstAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, (_, node) => {
    if (!isAlias(node)) return undefined;
    offset = node.range?.[0] ?? 0;
    return visit.BREAK;
  });
  return offset;
}

/** Where the value is, or its name; what is missing is told at the block that lacks it. */
function offsetOf(document: Document, { path, key }: FieldIssue): number {
  for (let length = path.length; length > 0; length -= 1) {
    const names = path.slice(0, length);
    const name = keyOffset(document, names);
    const node: unknown = document.getIn(names, true);
    const own = isNode(node) ? node.range?.[0] : undefined;
    const found = key || isMap(node) ? (name ?? own) : (own ?? name);
    if (found !== undefined) return found;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, names: FieldIssue['path']): number | undefined {
  const parent: unknown = names.length === 1 ? document.contents : document.getIn(names.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(names.at(-1)));
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
