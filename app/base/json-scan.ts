const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = [91, 123];
const CLOSE = [93, 125];
const COMMA = 44;

/**
 * The index of the first comma between two items of a list at or after `from`, when `start` is where an item starts.
 * Reads every character, strings and escapes understood; `undefined` when no such comma follows.
 */
export function elementEnd(text: string, start: number, from: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    else if (OPEN.includes(code)) depth += 1;
    else if (CLOSE.includes(code)) depth -= 1;
    else if (code === COMMA && depth === 0 && at >= from) return at;
    if (depth < 0) return undefined;
  }
  return undefined;
}

/** The index of the quote that closes the string opened at `at`, or the end of the text. */
function stringEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === BACKSLASH) end += 1;
    else if (code === QUOTE) return end;
  }
  return text.length;
}
