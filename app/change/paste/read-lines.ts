/** Commands and listings, line by line: each in the namespace that it names, or that the command above it did. */
import { isCommand, readCommand } from './command.ts';
import type { Command } from './said.ts';
import { pastedLines, type PastedText } from './lines.ts';
import type { PasteOptions, ReadRow } from './read-row.ts';
import { shellLine } from './shell-words.ts';
import { type Context, type ReadLine, bad, type Outcome } from './line.ts';
import { listingLine } from './listing-line.ts';
import { changeOutcome } from './change-outcome.ts';

const START: Context = { entered: [], shown: {} };

/** A script in a script in a script is nobody's. */
const DEEPEST = 4;

export function readLines(text: string, options: PasteOptions, start: Context = START, depth = 0): readonly ReadRow[] {
  let context = start;
  const rows: ReadRow[] = [];
  for (const line of pastedLines(text)) {
    const read = readLine(line, context, options, depth);
    ({ context } = read);
    if (read.outcome !== undefined) rows.push({ line: line.line, text: line.text, ...read.outcome });
  }
  return rows;
}

function readLine(line: PastedText, context: Context, options: PasteOptions, depth: number): ReadLine {
  const { hereDoc } = context;
  if (hereDoc !== undefined && line.text === hereDoc.end) return { context: { ...context, hereDoc: undefined } };
  if (hereDoc?.batch === false)
    return { context, outcome: { items: [], said: true, left: 'text for another program' } };
  // What our own script has around the steps that need a device of the host's.
  if (/^(if (\[ -e \/sys\/class\/net\/[\w.-]+ \]|command -v \w+ >\/dev\/null|( && ))+; then|fi)$/.test(line.text))
    return { context };
  if (/^\[ -e \/sys\/class\/net\/[\w.-]+ \] \|\| echo '[^']*' >&2$/.test(line.text)) return { context };
  const shell = shellLine(line.text);
  const first = shell.commands[0] ?? [];
  if (!line.prompted && !isCommand(first)) return listingLine(line.text, context, options);
  if (shell.why !== undefined) return { context, outcome: bad(shell.why) };
  return commandLine(shell.commands, { ...context, shown: {} }, options, depth, shell.hereDoc);
}

function commandLine(
  commands: readonly (readonly string[])[],
  start: Context,
  options: PasteOptions,
  depth: number,
  hereDoc: string | undefined,
): ReadLine {
  let context = start;
  const outcomes: Outcome[] = [];
  let batch: { readonly netns?: string } | undefined;
  for (const argv of commands) {
    const within = context.hereDoc?.netns ?? context.entered.at(-1);
    const command = readCommand(argv, within === undefined ? {} : { netns: within });
    if (command.is === 'batch') batch = { netns: command.netns };
    const done = runCommand(command, context, options, depth);
    ({ context } = done);
    outcomes.push(...done.outcomes);
  }
  return {
    context: hereDoc === undefined ? context : withHereDoc(context, start, hereDoc, batch),
    outcome: together(outcomes),
  };
}

/** What a shell or `-batch` reads from the text below is ours to read; what anything else does is not. */
function withHereDoc(
  context: Context,
  before: Context,
  end: string,
  batch: { readonly netns?: string } | undefined,
): Context {
  const opened = context.entered.length > before.entered.length ? context.entered.at(-1) : undefined;
  const netns = batch?.netns ?? opened;
  const hereDoc = {
    end,
    batch: batch !== undefined || opened !== undefined,
    ...(netns === undefined ? {} : { netns }),
  };
  return { ...context, entered: before.entered, hereDoc };
}

/** One line is one row: used whole or not at all. */
function together(outcomes: readonly Outcome[]): Outcome {
  const wrong = outcomes.find((one) => one.bad !== undefined);
  if (wrong !== undefined) return wrong;
  const items = outcomes.flatMap((one) => one.items);
  const [first] = outcomes;
  return items.length > 0 || first === undefined ? { items, said: true } : first;
}

function runCommand(
  command: Command,
  context: Context,
  options: PasteOptions,
  depth: number,
): { readonly context: Context; readonly outcomes: readonly Outcome[] } {
  switch (command.is) {
    case 'bad':
      return { context, outcomes: [bad(command.why)] };
    case 'other':
      return { context, outcomes: [{ items: [], said: true, left: command.why }] };
    case 'show':
      return {
        context: { ...context, shown: command },
        outcomes: [{ items: [], said: true, left: 'a command that only shows' }],
      };
    case 'enter':
      return {
        context: { ...context, entered: [...context.entered, command.netns] },
        outcomes: [{ items: [], said: true, left: 'opens a shell' }],
      };
    case 'leave':
      return {
        context: { ...context, entered: context.entered.slice(0, -1) },
        outcomes: [{ items: [], said: true, left: 'leaves a shell' }],
      };
    case 'batch':
      return { context, outcomes: [{ items: [], said: true, left: 'begins a batch' }] };
    case 'script':
      return { context, outcomes: scriptOutcomes(command, context, options, depth) };
    case 'change':
      return { context, outcomes: [changeOutcome(command, options)] };
  }
}

function scriptOutcomes(
  { text, netns }: Extract<Command, { is: 'script' }>,
  context: Context,
  options: PasteOptions,
  depth: number,
): readonly Outcome[] {
  if (depth >= DEEPEST) return [bad('is a script in a script in a script')];
  const entered = netns === undefined ? context.entered : [...context.entered, netns];
  return readLines(text, options, { entered, shown: {} }, depth + 1);
}
