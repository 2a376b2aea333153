/** The mark of ownership: a comment that says who wrote a file and for what, with a sum by which a change by hand is noticed. */
import { hash32 } from '../../base/hash.ts';

/** The beginning of every mark: also what the host looks for before it lets us overwrite or remove a file. */
export const MARK = '# Written by Overlane for ';
const LINE = /^# Written by Overlane for ([A-Za-z0-9_-]+); sum ([0-9a-f]{16}); /;

/** `body` with its mark in the first line, or in the second when the first names an interpreter. */
export function marked(name: string, body: string): string {
  const line = `${MARK}${name}; sum ${sumOf(body)}; once changed by hand it is left alone.\n`;
  const first = body.startsWith('#!') ? body.indexOf('\n') + 1 : 0;
  return body.slice(0, first) + line + body.slice(first);
}

export interface Mark {
  readonly name: string;
  /** The file without the mark. */
  readonly body: string;
  /** False when somebody changed the file after us. */
  readonly intact: boolean;
}

/** `undefined` for a file that is not ours. */
export function markOf(content: string): Mark | undefined {
  const first = content.startsWith('#!') ? content.indexOf('\n') + 1 : 0;
  const end = content.indexOf('\n', first) + 1;
  const [, name, sum] = LINE.exec(content.slice(first, end)) ?? [];
  if (name === undefined) return undefined;
  const body = content.slice(0, first) + content.slice(end);
  return { name, body, intact: sumOf(body) === sum };
}

/** Notices a change; it is no defence against somebody who wants to go unnoticed, who would need root anyway. */
function sumOf(text: string): string {
  return [hash32(text), hash32(`${text.length}#${text}`)].map((part) => part.toString(16).padStart(8, '0')).join('');
}
