import type { Command } from 'commander';
import { history, redo, show, undo, type UndoOptions } from './history.ts';
import type { CliOptions } from './session.ts';

export function addHistoryCommands(
  program: Command,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('history')
    .description('Every change that was made: when, by whom, on which hosts, and how it ended.')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => ends(history(json, cli())));
  program
    .command('show')
    .description('One change whole: its plan, what each command answered, the rows before and after.')
    .argument('<id>', 'or the beginning of it')
    .option('--json', 'as JSON')
    .action((id: string, { json = false }: { json?: boolean }) => ends(show(id, json, cli())));
  program
    .command('undo')
    .description('Takes back your last change, or the one named, as far as it still stands.')
    .argument('[id]', 'or the beginning of it')
    .option('--dry-run', 'show the plan and change nothing')
    .option(
      '--reachable-only',
      'where hosts of it are not connected, on the others; the rest stays undoable (exit code 1)',
    )
    .option('--json', 'the plan and the result, as JSON')
    .action((id: string | undefined, options: UndoOptions) => ends(undo(id, options, cli())));
  program
    .command('redo')
    .description('Makes again what you took back last, as long as nothing was changed since.')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--reachable-only', 'where hosts of it are not connected, on the others (exit code 1)')
    .option('--json', 'the plan and the result, as JSON')
    .action((options: UndoOptions) => ends(redo(options, cli())));
}
