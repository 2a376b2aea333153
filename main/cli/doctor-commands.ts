import type { Command } from 'commander';
import type { HostId } from '../../app/base/host.ts';
import { doctor, type DoctorCommand } from './doctor.ts';
import type { CliOptions } from './session.ts';

export function addDoctorCommand(
  program: Command,
  host: (text: string) => HostId,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('doctor')
    .description('Says which entry on which host is wrong, with proof, and what mends it.')
    .argument(
      '[hosts...]',
      'local, lab:NAME or ssh:ALIAS; without one, all there are',
      (text: string, before: HostId[] | undefined) => [...(before ?? []), host(text)],
    )
    .option('--overlay <name>', 'the hosts of one overlay')
    .option('--from <host/netns>', 'where it starts: only what is about this host')
    .option('--to <address>', 'where it should arrive')
    .option('--no-probes', 'look at tables only, send nothing')
    .option('--fix [codes...]', 'plan and apply what mends it, then look again')
    .option('--explain <code>', 'the page of a finding')
    .option('--facts <file>', 'write what was read to a file')
    .option('--report <file>', 'write a report: Markdown, and JSON beside it')
    .option('--redact', 'other addresses and names in the report, the same for the same')
    .option('-y, --yes', 'fix without a question')
    .option('--json', 'as JSON')
    .action((hosts: HostId[] | undefined, options: DoctorCommand) => ends(doctor(hosts ?? [], options, cli())));
}
