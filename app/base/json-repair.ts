/** Every control character except the three that JSON allows between values; 0x7f and above are legal inside strings. */
const RAW_CONTROL = /[^\P{Cc}\t\n\r\u007f-\u009f]/gu;
const ESCAPE_PAIR = /\\([^])/g;

/**
 * Makes valid JSON of what older iproute2 prints for odd names:
 * raw control bytes (before 7.0, iproute2 9e992607) become `\u00XX`, and `\'` (before 6.1, 49c63bc7) becomes `'`.
 * Its json_writer always escapes tab, newline and return, so those never stand raw inside a string.
 */
export function repairJson(text: string): string {
  const escaped = text.replace(RAW_CONTROL, (byte) => `\\u${byte.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.replace(ESCAPE_PAIR, (pair, second) => (second === "'" ? "'" : pair));
}
