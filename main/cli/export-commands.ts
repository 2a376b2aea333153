/** Many entries in, a table or a host out. */
import { Option, type Command } from 'commander';
import type { HostId } from '../../app/model/host.ts';
import { TABLE_NAMES } from '../../app/model/snapshot.ts';
import { exportHost, type ExportOptions } from './export.ts';
import { importRows, type ImportOptions } from './import.ts';
import { PERSIST_FORMATS } from '../../app/persist/format.ts';
import { exportFiles, type PersistExportOptions } from './persist-export.ts';
import type { CliOptions } from './session.ts';

type HostArgument = (text: string) => HostId;
type Ends = (work: Promise<number>) => Promise<void>;

/** `commands` are those of the nouns. */
export function addImportCommands(
  commands: ReadonlyMap<string, Command>,
  host: HostArgument,
  cli: () => CliOptions,
  ends: Ends,
): void {
  for (const [word, noun] of [
    ['fdb', 'fdb'],
    ['neigh', 'neighbour'],
  ] as const)
    commands
      .get(word)
      ?.command('import')
      .description(
        'Adds many at once: CSV, or what "bridge fdb" and "ip neigh" print. Every row is checked before any is applied.',
      )
      .argument('<host>', 'local or lab:NAME', host)
      .argument('<file>', 'or - for standard input')
      .option('--dev <device>', 'for rows that name none')
      .option('-n, --netns <name>', 'in this namespace of the host')
      .option('--unlock <names...>', 'change these although another program keeps them')
      .option('--dry-run', 'show the plan and change nothing')
      .option('--json', 'the plan and the result, as JSON')
      .action((id: HostId, file: string, options: ImportOptions) => ends(importRows(noun, id, file, options, cli())));
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
