/**
 * Text from outside for a terminal. Names of devices, aliases, ssh's banners and files may hold any byte: an escape sequence rewrites
 * what was printed before it (ECMA-48), an OSC sets the clipboard or the title, a bidirectional control turns a command round
 * (Unicode UAX #9). All of them are shown as `\x1b` or `\u202e` instead; letters of every script stay.
 */

/** Controls, formatting characters, halves of a pair, and the line ends that are not `\n`. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line: a line end inside it is shown, so that no name can print a line of its own. */
export function terminalLine(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** Several lines, such as a diff: line ends and tabs stay. */
export function terminalBlock(text: string): string {
  return text.replace(UNSAFE, (letter) => (letter === '\n' || letter === '\t' ? letter : escaped(letter)));
}

/** JSON for a terminal: the same value, for every reader of JSON. Expects what `JSON.stringify` made, with its own line ends. */
export function terminalJson(json: string): string {
  return json.replace(UNSAFE, (letter) => (letter === '\n' ? letter : [...utf16(letter)].join('')));
}

function escaped(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === '\n') return '\\n';
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`;
}

function* utf16(letter: string): Generator<string> {
  for (let at = 0; at < letter.length; at += 1) yield `\\u${hex(letter.charCodeAt(at), 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
