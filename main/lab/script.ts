/** A script as it stands in an argv, and so in every `ps` listing: only what runs. */
export function withoutComments(script: string): string {
  return script.replace(/^\s*#.*\n/gm, '');
}
