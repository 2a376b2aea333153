/** What may follow what, in lines that all three shells read alike. */
import { allCommands, type CommandShape, type OptionShape, type Value } from './shape.ts';

/** A word that may stand somewhere, and what it is. */
export interface Word {
  readonly word: string;
  readonly about: string;
}

export interface Place {
  /** `overlay plan`; empty for the program. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  /** Of its arguments, whichever comes first: hosts in one place of `overlay join` and a file in another are offered together. */
  readonly values: readonly Value[];
  /** What follows an option that takes something. */
  readonly after: ReadonlyMap<string, Value>;
}

/** Options of the program stand before the command, but are known everywhere: `overlane --lab two` and what follows. */
export function placesOf(program: CommandShape): readonly Place[] {
  return allCommands(program).map(({ path, args, options, commands }) => ({
    path: path.join(' '),
    commands: commands.flatMap((one) =>
      [one.path.at(-1) ?? '', ...one.aliases].map((word) => ({ word, about: one.about })),
    ),
    options: options.flatMap(({ flags, about }) => flags.map((word) => ({ word, about }))),
    values: [...new Map(args.map(({ value }) => [JSON.stringify(value), value])).values()],
    after: new Map(options.flatMap(takes)),
  }));
}

function takes({ flags, value }: OptionShape): readonly (readonly [string, Value])[] {
  return value === undefined ? [] : flags.map((flag) => [flag, value] as const);
}

/** Where an alias leads: `import` to `paste`. */
export function aliasesOf(program: CommandShape): readonly (readonly [alias: string, path: string])[] {
  return allCommands(program).flatMap(({ path, aliases }) =>
    aliases.map((alias) => [[...path.slice(0, -1), alias].join(' '), path.join(' ')] as const),
  );
}

/** For single quotes of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
