/** Many entries in, a table or a host out. */
import { Option, type Command } from 'commander';
import type { HostId } from '../../app/model/host.ts';
import { TABLE_NAMES } from '../../app/model/snapshot.ts';
import { exportHost, type ExportOptions } from './export.ts';
import { importRows, type ImportOptions } from './import.ts';
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
    .description('A host, or one table of it: the commands that would make it again, JSON, or CSV.')
    .argument('<host>', 'local or lab:NAME', host)
    .option('--commands', 'as a shell script (when nothing else is asked for)')
    .option('--json', 'as JSON')
    .addOption(new Option('--csv <table>', 'this table as CSV').choices(TABLE_NAMES))
    .addOption(new Option('--table <table>', 'only this one').choices(TABLE_NAMES))
    .action((id: HostId, options: ExportOptions) => ends(exportHost(id, options, cli())));
}
