/** The names that a person gave to hosts in ssh_config(5), without reading what else it says: ssh itself does that. */

export interface ConfigNames {
  /** In the order of the file; patterns are left out, for they name nobody. */
  readonly aliases: readonly string[];
  /** What `Include` lines name: paths and glob patterns, as written. */
  readonly includes: readonly string[];
}

export function parseConfigNames(text: string): ConfigNames {
  const aliases: string[] = [];
  const includes: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    if (keyword.toLowerCase() === 'host') aliases.push(...words(rest).filter(isName));
    if (keyword.toLowerCase() === 'include') includes.push(...words(rest));
  }
  return { aliases, includes };
}

/** Words are separated by blanks; double quotes keep blanks in. A `#` after the first word is no comment before OpenSSH 8.7. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').filter(Boolean);
}

/** `*`, `?` and `!` make a pattern. A name that begins with a dash would be read as an option. */
function isName(word: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$/.test(word);
}
