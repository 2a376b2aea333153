/** Text in sections of `Key=value` lines: systemd's units and NetworkManager's keyfiles. */

export type Line = readonly [key: string, value: string | number | boolean | undefined];

/** A section without lines that have a value is left out. */
export function section(name: string, lines: readonly Line[], words = { yes: 'yes', no: 'no' }): string {
  const said = lines.flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [`${key}=${typeof value === 'boolean' ? (value ? words.yes : words.no) : value}`];
  });
  return said.length === 0 ? '' : `[${name}]\n${said.join('\n')}\n`;
}

export function sections(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
