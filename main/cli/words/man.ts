/** The manual page, in the macros of man(7). */
import { allCommands, type CommandShape } from './shape.ts';

export function manPage(program: CommandShape, version: string): string {
  const commands = allCommands(program).filter(({ path }) => path.length > 0);
  return [
    `.TH OVERLANE 1 "" ${quoted(`overlane ${version}`)} "User Commands"`,
    '.SH NAME',
    `overlane \\- ${text(lowerFirst(program.about)).replace(/\.$/, '')}`,
    '.SH SYNOPSIS',
    '.B overlane',
    '.RI [ options ]',
    '.I command',
    '.RI [ words ]',
    '.SH DESCRIPTION',
    ...DESCRIPTION.flatMap((paragraph) => ['.PP', text(paragraph)]),
    '.SH OPTIONS',
    ...optionLines(program),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...EXITS.flatMap(([code, about]) => ['.TP', `.B ${code}`, text(about)]),
    '.SH FILES',
    ...FILES.flatMap(([path, about]) => ['.TP', `.I ${text(path)}`, text(about)]),
    '.SH SEE ALSO',
    '.BR ip (8),',
    '.BR bridge (8),',
    '.BR ip\\-link (8),',
    '.BR ssh_config (5)',
    '',
  ].join('\n');
}

const DESCRIPTION = [
  'A host is "local" (this computer), "lab:NAME" (a host of the lab, made of network namespaces) or "ssh:ALIAS" (an alias of ~/.ssh/config, or user@host:port).',
  'Every change is a plan of ip, bridge and sysctl commands: it is shown, asked for on a terminal, applied, read back and checked, and taken back whole where anything of it fails. "--dry-run" shows it and changes nothing; "--check" does the same and exits with 1 where it would change anything; "--yes" does without the question.',
  'Words of changes are those of iproute2: "overlane fdb add HOST MAC dev DEVICE dst ADDRESS".',
  'Installed from a deb or rpm package this command is named "overlane-cli", and needs no display; "overlane" opens the window there. In a checkout it is "npm exec overlane -- ...".',
];

const EXITS = [
  ['0', 'Done; or nothing was to be done.'],
  [
    '1',
    'Failed and rolled back, or done in part. "--check", "overlay status" and "doctor": something differs or is wrong.',
  ],
  ['2', 'What was typed or what a file says cannot be used.'],
  ['3', 'Failed, and a host is not as before: it says what differs.'],
] as const;

const FILES = [
  ['$XDG_STATE_HOME/overlane/journal.jsonl', 'Every change, with what takes it back.'],
  ['$XDG_CONFIG_HOME/overlane', 'Settings.'],
  [
    '/etc/overlane',
    'On a host: scripts that "persist" wrote, for what the files of its network service have no words for.',
  ],
] as const;

function commandLines({ path, usage, about, aliases, args, options }: CommandShape): readonly string[] {
  return [
    `.SS ${quoted(text(`overlane ${path.join(' ')} ${usage}`.trim()))}`,
    text([about, ...(aliases.length > 0 ? [`Also "overlane ${aliases.join(', ')}".`] : [])].join(' ')),
    ...args.filter((arg) => arg.about !== '').flatMap((arg) => ['.TP', `.I ${text(arg.term)}`, text(arg.about)]),
    ...optionLines({ options: options.filter(({ flags }) => !flags.includes('--help')) }),
  ];
}

function optionLines({ options }: Pick<CommandShape, 'options'>): readonly string[] {
  return options.flatMap(({ term, about }) => ['.TP', `.B ${text(term)}`, text(about)]);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** A hyphen that is typed is not one that is set, and a line must not begin with a dot or a quote (groff_man(7)). */
function text(plain: string): string {
  return plain.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...').replace(/^[.']/, '\\&$&');
}

function quoted(plain: string): string {
  return `"${plain.replaceAll('"', '""')}"`;
}
