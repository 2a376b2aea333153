/** Every command of `overlane`, with its words and options: what runs, completes and documents them reads this. */
import { Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { HostIdSchema } from '../../app/base/field.ts';
import { LINK_MODES } from '../../app/overlay/link-intent.ts';
import type { HostId } from '../../app/base/host.ts';
import { openLocalAdmin } from '../helper/local-admin.ts';
import { adminInstall, adminStatus, adminUninstall } from './admin.ts';
import { demo } from './demo.ts';
import { addDoctorCommand } from './doctor-commands.ts';
import { addEditCommands } from './edit-commands.ts';
import { addExportCommand, addImportCommands, addPasteCommand } from './export-commands.ts';
import { addHistoryCommands } from './history-commands.ts';
import { labDown, labExec, labStatus, labUp } from './lab.ts';
import { link, unlink, type LinkOptions, type UnlinkOptions } from './link.ts';
import { addListCommands } from './list-commands.ts';
import { addOverlayCommands } from './overlay-commands.ts';
import { addPersistCommands } from './persist-commands.ts';
import { recover, type RecoverOptions } from './recover.ts';
import type { CliOptions } from './session.ts';
import { snapshotHost, snapshotRecorded } from './snapshot.ts';
import { addCompletionCommands } from './words/completion-commands.ts';
import { addTraceCommand } from './trace-commands.ts';

const ends = async (work: Promise<number>): Promise<void> => void (process.exitCode = await work);

export interface ProgramOptions {
  /** The root helper's bundle. */
  readonly helperBundle: string;
  readonly version: string;
}

export function createProgram({ helperBundle, version }: ProgramOptions): Command {
  const helper = { bundle: helperBundle, version };
  const program = new Command('overlane')
    .description('See, link and repair VXLAN overlays.')
    .version(version)
    .addOption(new Option('--lab <name>', 'the lab to use').env('OVERLANE_LAB').default('default'))
    .option('--admin', 'with administrative access to this computer: local may be changed')
    .exitOverride()
    .enablePositionalOptions();

  const localAdmin = openLocalAdmin(helper);
  const cli = (): CliOptions => {
    const { lab, admin } = program.opts<{ lab: string; admin?: boolean }>();
    return { lab, ...(admin && { admin: localAdmin }) };
  };

  addAdminCommands(program.command('admin').description('The root helper that changes this computer.'), helper);

  addLabCommands(program.command('lab').description('A lab of hosts made of namespaces: no root, no VM.'), cli);

  program
    .command('snapshot')
    .description('What a host shows now: links, addresses, routes, FDB, neighbours, namespaces.')
    .argument('[host]', 'local, lab:NAME or ssh:ALIAS', host)
    .option('--recorded <folder>', 'read recorded output instead of a host')
    .option('--json', 'everything, as JSON')
    .action((id: HostId | undefined, { recorded, json = false }: { recorded?: string; json?: boolean }) => {
      if ((id === undefined) === (recorded === undefined))
        program.error('error: name a host or --recorded FOLDER, not both');
      return ends(recorded !== undefined ? snapshotRecorded(recorded, json) : snapshotHost(id as HostId, json, cli()));
    });

  program
    .command('link')
    .description('Joins two hosts by VXLAN, checks it with pings, and takes it back if that fails.')
    .argument('<host>', 'local, lab:NAME or ssh:ALIAS', host)
    .argument('<host>', 'the other one', host)
    .addOption(new Option('--mode <mode>', 'bridged: one subnet on both; routed: a subnet each').choices(LINK_MODES))
    .option('--vni <number>', 'VXLAN network identifier', whole)
    .option('--port <number>', 'UDP port (4789)', whole)
    .option('--mtu <number>', 'of the tunnel and what is on it', whole)
    .option('--name <name>', 'of the overlay')
    .option('--no-endpoints', 'no namespaces to talk from')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--json', 'the plan and the result, as JSON')
    .action((a: HostId, b: HostId, options: LinkOptions) => ends(link([a, b], options, cli())));

  program
    .command('unlink')
    .description('Takes an overlay apart: removes exactly what linking made.')
    .argument('<overlay>', 'its name')
    .option('--forget', 'remove the record alone, where nothing of it is left; changes no host')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--json', 'the plan and the result, as JSON')
    .action((name: string, options: UnlinkOptions) => ends(unlink(name, options, cli())));

  addImportCommands(addEditCommands(program, host, cli, ends), host, cli, ends);
  addListCommands(program, cli, ends);
  addPasteCommand(program, host, cli, ends);
  addExportCommand(program, host, cli, ends);
  addHistoryCommands(program, cli, ends);
  addPersistCommands(program, host, cli, ends);
  addOverlayCommands(program, host, cli, ends);
  addDoctorCommand(program, host, cli, ends);
  addTraceCommand(program, host, cli, ends);

  program
    .command('recover')
    .description('Lists changes that were interrupted; with an id, takes one back or lets it stand.')
    .argument('[id]')
    .option('--roll-back', 'take it back')
    .option('--keep', 'let it stand')
    .option('--json', 'as JSON')
    .action((id: string | undefined, options: RecoverOptions) => ends(recover(id, options, cli())));

  program
    .command('demo')
    .description('The first run without a window: a lab, a link, a ping, and nothing left behind.')
    .action(() => ends(demo()));
  askBefore(program);
  addCompletionCommands(program, cli, ends);
  return program;
}

function addLabCommands(lab: Command, cli: () => CliOptions): void {
  const json = '--json';
  lab
    .command('up')
    .description('Starts it; it stays until "lab down".')
    .argument('[names...]', 'of its hosts (alpha beta gamma)')
    .action((names: string[]) => ends(labUp(names.length === 0 ? undefined : names, cli())));
  lab
    .command('down')
    .description('Ends it and everything in it.')
    .action(() => ends(labDown(cli())));
  lab
    .command('status')
    .option(json, 'as JSON')
    .description('Says whether it runs.')
    .action((options: { json?: boolean }) => ends(labStatus(options.json ?? false, cli())));
  lab
    .command('exec')
    .description('Runs a command inside one of its hosts.')
    .argument('<name>', 'of the host: alpha')
    .argument('<command...>')
    .passThroughOptions()
    .action((name: string, argv: string[]) => ends(labExec(name, afterDashes(argv), cli())));
}

function addAdminCommands(admin: Command, helper: { readonly bundle: string; readonly version: string }): void {
  const install = { ...helper, runtime: process.execPath };
  admin
    .command('status')
    .description('Says whether it is installed.')
    .action(() => ends(adminStatus(install)));
  admin
    .command('install')
    .description('Puts it where only root may write; asks for a password.')
    .option('--dry-run', 'show the files and write nothing')
    .action(({ dryRun = false }: { dryRun?: boolean }) => ends(adminInstall(install, dryRun)));
  admin
    .command('uninstall')
    .description('Removes what "admin install" wrote.')
    .action(() => ends(adminUninstall(install)));
}

/** Options passed through keep the `--` that ended ours. */
function afterDashes(argv: readonly string[]): readonly string[] {
  return argv[0] === '--' ? argv.slice(1) : argv;
}

function host(text: string): HostId {
  const parsed = v.safeParse(HostIdSchema, text);
  if (!parsed.success) throw new InvalidArgumentError('It must be local, lab:NAME or ssh:ALIAS.');
  return parsed.output;
}

function whole(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Every change that can be looked at first can be asked for first: on a terminal it is, unless it is said not to. */
function askBefore(command: Command): void {
  const changes = command.options.some(({ long }) => long === '--dry-run');
  if (command.name() === 'plan' || (changes && command.name() !== 'install')) addCheck(command);
  if (changes) command.option('-y, --yes', 'change it without a question');
  for (const one of command.commands) askBefore(one);
}

/** For scripts: the same look, and an exit code that says whether anything would be changed. */
function addCheck(command: Command): void {
  command.option('--check', 'show the plan, change nothing, and exit with 1 where it would change anything');
  command.hook('preAction', () => {
    if (command.getOptionValue('check') === true) command.setOptionValue('dryRun', true);
  });
}
