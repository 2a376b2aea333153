/** Many entries in, a table or a host out. */
import { Option, type Command } from 'commander';
import type { Noun } from '../../app/change/word-table.ts';
import type { HostId } from '../../app/base/host.ts';
import { TABLE_NAMES } from '../../app/noun/snapshot.ts';
import { exportHost, type ExportOptions } from './export.ts';
import { paste, type PasteCliOptions } from './paste.ts';
import { PERSIST_FORMATS } from '../../app/persist/format.ts';
import { exportFiles, type PersistExportOptions } from './persist-export.ts';
import type { CliOptions } from './session.ts';

type HostArgument = (text: string) => HostId;
type Ends = (work: Promise<number>) => Promise<void>;

/** Words of the command line whose rows can be told one by one. */
const IMPORTED: readonly (readonly [word: string, noun: Noun])[] = [
  ['fdb', 'fdb'],
  ['neigh', 'neighbour'],
  ['address', 'address'],
  ['route', 'route'],
  ['vlan', 'vlan'],
  ['netns', 'netns'],
];

/** `commands` are those of the nouns. */
export function addImportCommands(
  commands: ReadonlyMap<string, Command>,
  host: HostArgument,
  cli: () => CliOptions,
  ends: Ends,
): void {
  for (const [word, noun] of IMPORTED) {
    const command = commands.get(word)?.command('import');
    if (command === undefined) continue;
    withPasteOptions(command, host)
      .description('Adds many at once: what "overlane paste" takes, and of that only rows of this table.')
      .argument('<file>', 'or - for standard input')
      .action((id: HostId, file: string, options: PasteCliOptions) => ends(paste(noun, id, file, options, cli())));
  }
}

/** Everything that may be pasted, in one go. */
export function addPasteCommand(program: Command, host: HostArgument, cli: () => CliOptions, ends: Ends): void {
  withPasteOptions(program.command('paste').alias('import'), host)
    .description(
      'Takes commands of ip and bridge, what those print (also with -j), and CSV or JSON that "overlane export" wrote. What cannot be used is named and left out.',
    )
    .argument('[file]', 'or - for standard input', '-')
    .action((id: HostId, file: string, options: PasteCliOptions) => ends(paste(undefined, id, file, options, cli())));
}

function withPasteOptions(command: Command, host: HostArgument): Command {
  return command
    .argument('<host>', 'local, lab:NAME or ssh:ALIAS', host)
    .option('--dev <device>', 'for rows that name none')
    .option('-n, --netns <name>', 'in this namespace of the host; a line that names another one is refused')
    .option('--unlock <names...>', 'change these although another program keeps them')
    .option('--strict', 'do nothing while any line is wrong')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--json', 'the plan and the result, as JSON');
}

export function addExportCommand(program: Command, host: HostArgument, cli: () => CliOptions, ends: Ends): void {
  program
    .command('export')
    .description(
      'A host, an overlay on it, or one table: the commands that would make it again, files that keep it, JSON, or CSV.',
    )
    .argument('<host>', 'local or lab:NAME', host)
    .option('--commands', 'as a shell script (when nothing else is asked for)')
    .option('--json', 'as JSON')
    .addOption(new Option('--csv <table>', 'this table as CSV').choices(TABLE_NAMES))
    .addOption(new Option('--table <table>', 'only this one').choices(TABLE_NAMES))
    .option('--foreign', 'with --commands: also what other programs keep (Docker, flannel, libvirt, …)')
    .addOption(
      new Option('--as <format>', 'as files that make it again at boot').choices([...PERSIST_FORMATS, 'commands']),
    )
    .option('--to <folder>', 'where those files are written, below it by their paths')
    .option('--overlay <name>', 'with --as: only the devices of this overlay')
    .action((id: HostId, options: ExportOptions & Partial<PersistExportOptions>) => {
      const { as, to, overlay } = options;
      if ((as === undefined) !== (to === undefined)) program.error('error: --as and --to go together');
      return ends(
        as === undefined || to === undefined
          ? exportHost(id, options, cli())
          : exportFiles(id, { as, to, overlay }, cli()),
      );
    });
}
