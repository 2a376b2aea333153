import { allCommands, type CommandShape, type OptionShape, type Value } from './shape.ts';
import { aliasesOf, placesOf, quoted } from './table.ts';

export function fishCompletion(program: CommandShape): string {
  const places = placesOf(program);
  const known = places.map(({ path }) => path).filter((path) => path !== '');
  const taking = places.flatMap(({ path, after }) => [...after.keys()].map((flag) => `${path} ${flag}`));
  return `# fish completion of overlane, made from its commands by "overlane completion fish"
function __overlane_at
    set -l at ''
    set -l previous ''
    for word in (commandline -opc)[2..]
        if contains -- "$at $previous" ${taking.map(fishQuoted).join(' ')}
            set previous ''
            continue
        end
        set previous $word
        set -l next (string trim -- "$at $word")
        switch $next
            case ${known.map(fishQuoted).join(' ')}
                set at $next
${aliasesOf(program)
  .map(([alias, path]) => `            case ${fishQuoted(alias)}\n                set at ${fishQuoted(path)}`)
  .join('\n')}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c overlane -f
${allCommands(program).flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, args }: CommandShape): readonly string[] {
  const here = `complete -c overlane -n ${quoted(`__overlane_at "${path.join(' ')}"`)}`;
  return [
    ...commands.flatMap((one) =>
      [one.path.at(-1) ?? '', ...one.aliases].map((word) => `${here} -a ${word} -d ${fishQuoted(one.about)}`),
    ),
    ...[...new Set(args.map(({ value }) => answerOf(value)))].flatMap((answer) =>
      answer === '' ? [] : [`${here} ${answer}`],
    ),
    ...options.map((option) => `${here} ${optionOf(option)}`),
  ];
}

function optionOf({ flags, about, value }: OptionShape): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  // Without `-x` files of the folder are offered beside what may follow.
  const answer = value === undefined ? [] : value === 'file' ? ['-r -F'] : ['-x', answerOf(value)].filter(Boolean);
  return [...names, ...answer, `-d ${fishQuoted(about)}`].join(' ');
}

function answerOf(value: Value): string {
  if (value === 'host' || value === 'overlay') return `-a ${quoted(`(overlane completion ${value} 2>/dev/null)`)}`;
  if (value === 'file') return '-F';
  return value === 'other' ? '' : `-a ${fishQuoted(value.join(' '))}`;
}

/** fish knows no quote within single quotes but by a backslash. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
