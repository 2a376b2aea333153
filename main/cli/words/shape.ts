/** The commands of a program as data: what completes them and what documents them reads nothing else. */
import type { Argument, Command, Option } from 'commander';

/** What stands in a place: one of these words, a host, an overlay, a path, or something that only the user knows. */
export type Value = readonly string[] | 'host' | 'overlay' | 'file' | 'other';

export interface ArgumentShape {
  /** As the usage line shows it: `<host>`, `[file]`, `<words...>`. */
  readonly term: string;
  readonly about: string;
  readonly value: Value;
  readonly variadic: boolean;
}

export interface OptionShape {
  /** `-n`, `--netns`. */
  readonly flags: readonly string[];
  /** As help shows it: `-n, --netns <name>`. */
  readonly term: string;
  readonly about: string;
  /** What follows it; absent for a switch. */
  readonly value?: Value;
}

export interface CommandShape {
  /** Without the program's own name; empty for the program. */
  readonly path: readonly string[];
  readonly usage: string;
  readonly about: string;
  readonly aliases: readonly string[];
  readonly args: readonly ArgumentShape[];
  readonly options: readonly OptionShape[];
  readonly commands: readonly CommandShape[];
}

export function shapeOf(command: Command, path: readonly string[] = []): CommandShape {
  const help = command.createHelp();
  // Commander adds `help` and `-h` by itself; everything else was written down.
  const visible = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  return {
    path,
    usage: command.usage(),
    about: command.description(),
    aliases: command.aliases(),
    args: command.registeredArguments.map(argumentOf),
    options: help.visibleOptions(command).map((option) => optionOf(option, help.optionDescription(option))),
    commands: visible.map((one) => shapeOf(one, [...path, one.name()])),
  };
}

/** Every command that there is, the program itself first. */
export function allCommands(shape: CommandShape): readonly CommandShape[] {
  return [shape, ...shape.commands.flatMap(allCommands)];
}

function argumentOf(argument: Argument): ArgumentShape {
  const name = argument.name();
  const inner = argument.variadic ? `${name}...` : name;
  return {
    term: argument.required ? `<${inner}>` : `[${inner}]`,
    about: argument.description,
    value: argument.argChoices ?? valueOf(name),
    variadic: argument.variadic,
  };
}

function optionOf(option: Option, about: string): OptionShape {
  const takes = /[<[]([\w/-]+)(?:\.\.\.)?[>\]]$/.exec(option.flags)?.[1];
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
    term: option.flags,
    about,
    ...(takes !== undefined && {
      value: option.argChoices ?? valueOf(option.long === '--overlay' ? 'overlay' : takes),
    }),
  };
}

function valueOf(name: string): Value {
  if (name === 'host' || name === 'hosts') return 'host';
  if (name === 'overlay') return 'overlay';
  return name === 'file' || name === 'folder' ? 'file' : 'other';
}
