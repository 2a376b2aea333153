/** What can be chosen in *Add host*: aliases that match what is typed, and the text itself. */
export interface HostOption {
  readonly name: string;
  /** `typed`: not an alias, but what stands in the field. */
  readonly kind: 'alias' | 'typed';
  /** It is a host here already. */
  readonly added: boolean;
}

/** Aliases that begin with the text come first; without a text, all of them as the configuration has them. */
export function hostOptions(aliases: readonly string[], added: readonly string[], text: string): readonly HostOption[] {
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const matching = aliases.filter((alias) => alias.toLowerCase().includes(wanted));
  const begins = (alias: string): number => (alias.toLowerCase().startsWith(wanted) ? 0 : 1);
  const names = [...matching].sort((a, b) => begins(a) - begins(b));
  const options = names.map((name): HostOption => ({ name, kind: 'alias', added: added.includes(name) }));
  const itself: HostOption = { name: typed, kind: 'typed', added: added.includes(typed) };
  return typed === '' || aliases.includes(typed) ? options : [...options, itself];
}

/** Which option Enter means: an address as it was typed, else the first alias; nothing before anything is typed. */
export function usualOption(options: readonly HostOption[], text: string): number {
  const typed = text.trim();
  if (typed === '') return -1;
  const exact = options.findIndex(({ name }) => name === typed);
  if (options[exact]?.kind === 'alias' || /[@:.]/.test(typed)) return exact;
  const known = options.findIndex(({ kind }) => kind === 'alias');
  return known < 0 ? exact : known;
}
