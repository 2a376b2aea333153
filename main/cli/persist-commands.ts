/** What can be kept across reboots, from the command line. */
import { Option, type Command } from 'commander';
import type { HostId } from '../../app/base/host.ts';
import type { ApplyOptions } from './apply.ts';
import { PERSIST_FORMATS } from '../../app/persist/format.ts';
import { persist, unpersist, type PersistOptions } from './persist.ts';
import type { CliOptions } from './session.ts';

type HostArgument = (text: string) => HostId;

export function addPersistCommands(
  program: Command,
  host: HostArgument,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('persist')
    .description(
      'Writes files to a host so that its network is there again after a reboot; shows them as a diff first.',
    )
    .argument('<host>', 'local, lab:NAME or ssh:ALIAS', host)
    .option('--overlay <name>', 'its devices only (every device that can be made)')
    .addOption(
      new Option('--format <format>', 'who reads the files').choices(['auto', ...PERSIST_FORMATS]).default('auto'),
    )
    .option('--dry-run', 'show the files and write nothing')
    .option('--json', 'the plan and the result, as JSON')
    .action((id: HostId, options: PersistOptions) => ends(persist(id, options, cli())));
  program
    .command('unpersist')
    .description(
      'Removes the files that "persist" wrote and nobody changed since; the network stays until the next reboot.',
    )
    .argument('<host>', 'local, lab:NAME or ssh:ALIAS', host)
    .option('--name <name>', 'those of one overlay only, or of "host"')
    .option('--dry-run', 'show what would be removed and remove nothing')
    .option('--json', 'the plan and the result, as JSON')
    .action((id: HostId, options: ApplyOptions & { name?: string }) => ends(unpersist(id, options, cli())));
}
