/** The words of `overlane overlay`. */
import type { Command } from 'commander';
import type { HostId } from '../../app/base/host.ts';
import {
  overlayApply,
  overlayDestroy,
  overlayJoin,
  overlayLeave,
  overlayPlan,
  overlayStatus,
  type OverlayOptions,
} from './overlay.ts';
import { overlayAdopt, overlayExport, overlayList } from './overlay-known.ts';
import type { CliOptions } from './session.ts';

/** What the commands are about. */
const SOURCE = 'an overlay.yaml, or the name of a declared overlay or linked pair';

type HostArgument = (text: string) => HostId;
type Ends = (work: Promise<number>) => Promise<void>;

export function addOverlayCommands(program: Command, host: HostArgument, cli: () => CliOptions, ends: Ends): void {
  const overlay = program
    .command('overlay')
    .description('Overlays of two hosts and more, from an overlay.yaml or by their name.');
  addFileCommands(overlay, cli, ends);
  addMemberCommands(overlay, host, cli, ends);
  overlay
    .command('list')
    .description('The overlays that were declared here, linked pairs among them.')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => ends(overlayList(json, cli())));
  overlay
    .command('export')
    .description('A declared overlay as overlay.yaml, with nothing left out.')
    .argument('<overlay>', 'its name')
    .action((name: string) => ends(overlayExport(name, cli())));
  overlay
    .command('adopt')
    .description('Overlays that are on the hosts undeclared; with an id, declares that one. Changes no host.')
    .argument('[id]')
    .option('--host <host...>', 'look there (all hosts of the lab)')
    .option('--json', 'as JSON')
    .action((id: string | undefined, options: { host?: string[]; json?: boolean }) =>
      ends(overlayAdopt((options.host ?? []).map(host), id, options.json ?? false, cli())),
    );
}

function addFileCommands(overlay: Command, cli: () => CliOptions, ends: Ends): void {
  const commands = [
    ['plan', 'What would be changed; nothing when every host is as the file says.', overlayPlan],
    ['apply', 'Makes the hosts as the file says. Applying twice changes nothing.', overlayApply],
    ['repair', 'The same as apply: only what drifted is changed.', overlayApply],
    ['destroy', 'Takes the overlay from all its members.', overlayDestroy],
  ] as const;
  for (const [word, about, run] of commands) {
    const command = overlay.command(word).description(about).argument('<file>', SOURCE);
    if (word !== 'plan') command.option('--dry-run', 'show the plan and change nothing');
    command
      .option('--json', 'the plan and the result, as JSON')
      .action((path: string, options: OverlayOptions) => ends(run(path, options, cli())));
  }
  overlay
    .command('status')
    .description('What is missing, too much or different on each member.')
    .argument('<file>', SOURCE)
    .option('--ping', 'ask every pair with packets, too')
    .option('--json', 'as JSON')
    .action((path: string, options: OverlayOptions) => ends(overlayStatus(path, options, cli())));
}

function addMemberCommands(overlay: Command, host: HostArgument, cli: () => CliOptions, ends: Ends): void {
  const commands = [
    ['join', 'A host more: in the file, and on the hosts.', overlayJoin],
    ['leave', 'A host less: on the hosts, and in the file.', overlayLeave],
  ] as const;
  for (const [word, about, run] of commands)
    overlay
      .command(word)
      .description(about)
      .argument('<file>', SOURCE)
      .argument('<host>', 'local, lab:NAME or ssh:ALIAS', host)
      .option('--dry-run', 'show the plan and change nothing')
      .option('--json', 'the plan and the result, as JSON')
      .action((path: string, id: HostId, options: OverlayOptions) => ends(run(path, id, options, cli())));
}
