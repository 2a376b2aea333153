/** Commands and listings, line by line: each in the namespace that it names, or that the command above it did. */
import type { Noun } from '../word-table.ts';
import { readWords } from '../words.ts';
import { isCommand, readCommand, type Command } from './command.ts';
import { pastedLines, type PastedText } from './lines.ts';
import { LEFT, nounOfRow, readListing, type ListingNoun } from './listing.ts';
import { judged, type PasteOptions, type ReadRow } from './read-row.ts';
import { namespaceText } from './read-table.ts';
import { shellLine } from './shell-words.ts';

/** Where what follows stands. */
interface Context {
  /** Namespaces whose shell was entered. */
  readonly entered: readonly string[];
  /** What the last command that only shows named: its rows are printed below it. */
  readonly shown: { readonly netns?: string; readonly dev?: string };
  /** Until that word stands alone in a line: lines of `-batch`, or of what we cannot run. */
  readonly hereDoc?: { readonly end: string; readonly netns?: string; readonly batch: boolean };
}

const START: Context = { entered: [], shown: {} };
/** A script in a script in a script is nobody's. */
const DEEPEST = 4;

type Outcome = Pick<ReadRow, 'items' | 'bad' | 'left' | 'said'>;

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

interface ReadLine {
  readonly context: Context;
  /** Absent for what is no row: the end of a text, a heading. */
  readonly outcome?: Outcome;
}

function readLine(line: PastedText, context: Context, options: PasteOptions, depth: number): ReadLine {
  const { hereDoc } = context;
  if (hereDoc !== undefined && line.text === hereDoc.end) return { context: { ...context, hereDoc: undefined } };
  if (hereDoc?.batch === false)
    return { context, outcome: { items: [], said: true, left: 'text for another program' } };
  // What our own script has around the steps that need a device of the host's.
  if (/^(if (\[ -e \/sys\/class\/net\/[\w.-]+ \]|command -v \w+ >\/dev\/null|( && ))+; then|fi)$/.test(line.text)) return { context }; // prettier-ignore
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

function bad(reason: string, field?: string): Outcome {
  return { items: [], said: true, bad: { reason, ...(field === undefined ? {} : { field }) } };
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
      return { context: { ...context, shown: command }, outcomes: [{ items: [], said: true, left: 'a command that only shows' }] }; // prettier-ignore
    case 'enter':
      return { context: { ...context, entered: [...context.entered, command.netns] }, outcomes: [{ items: [], said: true, left: 'opens a shell' }] }; // prettier-ignore
    case 'leave':
      return { context: { ...context, entered: context.entered.slice(0, -1) }, outcomes: [{ items: [], said: true, left: 'leaves a shell' }] }; // prettier-ignore
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

/** A namespace that is asked for and another one in the line: nobody can tell which is meant. */
function placeOf(
  own: string | undefined,
  { netns }: PasteOptions,
): { readonly netns: string } | { readonly why: string } {
  if (own !== undefined && netns !== undefined && own !== netns)
    return { why: `is for ${namespaceText(own)}, and ${namespaceText(netns)} was asked for` };
  return { netns: own ?? netns ?? '' };
}

function changeOutcome(command: Extract<Command, { is: 'change' }>, options: PasteOptions): Outcome {
  const { noun, verb, family } = command;
  const place = noun === 'netns' ? { netns: '' } : placeOf(command.netns, options);
  if ('why' in place) return bad(place.why);
  const words = command.words.filter((word, at, all) => !(noun === 'route' && all[at - 1] === 'via' && /^inet6?$/.test(word))); // prettier-ignore
  const mixed = words.length < command.words.length ? 'inet' : undefined;
  const read = readWords(noun, verb, place.netns, words);
  if (!read.ok) return bad(read.reason);
  const { dev } = options;
  const asksDev = noun === 'fdb' || noun === 'neighbour' || noun === 'address' || noun === 'vlan';
  const fields = {
    ...(asksDev && dev !== undefined ? { dev } : {}),
    ...onlyNamed(read.item, noun, verb),
    ...((noun === 'route' || noun === 'rule') && (family ?? mixed) !== undefined ? { family: family ?? mixed } : {}),
  };
  return itemOutcome(fields, true);
}

const NAMED: Partial<Record<Noun, readonly string[]>> = {
  ...{
    fdb: ['dev', 'mac', 'dst', 'port', 'vni', 'srcVni', 'via', 'vlan', 'owner'],
    neighbour: ['dev', 'dst', 'proxy'],
  },
  ...{ address: ['dev', 'address'], route: ['family', 'dst', 'via', 'dev', 'metric', 'type', 'table'] },
  ...{ link: ['name'], netns: ['name'], vlan: ['dev', 'vid', 'vidEnd'] },
};

/** What is removed is named; what else was said of it is not looked at. */
function onlyNamed(
  fields: Readonly<Record<string, unknown>>,
  noun: Noun,
  verb: string,
): Readonly<Record<string, unknown>> {
  const named = verb === 'del' ? NAMED[noun] : undefined;
  if (named === undefined) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => ['noun', 'verb', 'netns', ...named].includes(name)),
  );
}

function itemOutcome(fields: Readonly<Record<string, unknown>>, said: boolean): Outcome {
  const result = judged(fields);
  if ('item' in result) return { items: [result.item], said };
  return { items: [], said, bad: result };
}

const HEADING = /^\d+:\s+([^\s:@]+)(?:@\S+)?:\s+</;
/** What `ip addr` and `ip link` print of a link below its heading. */
const DETAIL =
  /^(link\/|valid_lft|altname |alias |vxlan |bridge |bridge_slave |veth |RX:|TX:|tun |bond |vlan |gre |dummy |promiscuity |numtxqueues |\d+ +\d+ )/;

function listingLine(text: string, context: Context, options: PasteOptions): ReadLine {
  const [, heading] = HEADING.exec(text) ?? [];
  if (heading !== undefined) {
    const outcome = { items: [], said: false, left: LEFT.link };
    return { context: { ...context, shown: { ...context.shown, dev: heading } }, outcome };
  }
  if (context.shown.dev !== undefined && DETAIL.test(text)) return { context };
  const words = text.replace(/\s#\s.*$/, '').split(/\s+/).filter((word) => word !== ''); // prettier-ignore
  const noun = listingNoun(words, options.noun);
  if (noun === undefined) return { context, outcome: bad('is neither a command nor an entry') };
  const row = readListing(noun, words);
  if ('left' in row) return { context, outcome: { items: [], said: false, left: row.left } };
  if ('bad' in row) return { context, outcome: bad(row.bad) };
  return { context, outcome: rowOutcome(noun, row.words, context, options) };
}

/** What was asked for, unless the row begins like one of another table. */
function listingNoun(words: readonly string[], asked: Noun | undefined): ListingNoun | undefined {
  const told = nounOfRow(words);
  if (asked !== 'fdb' && asked !== 'neighbour') return told;
  if (told === undefined) return /[:.]/.test(words[0] ?? '') ? asked : undefined;
  return asked === 'neighbour' && told === 'route' ? asked : told;
}

function rowOutcome(noun: ListingNoun, words: readonly string[], context: Context, options: PasteOptions): Outcome {
  const place = placeOf(context.shown.netns ?? context.hereDoc?.netns ?? context.entered.at(-1), options);
  if ('why' in place) return bad(place.why);
  const read = readWords(noun, 'add', place.netns, words);
  if (!read.ok) return bad(read.reason);
  const dev = context.shown.dev ?? options.dev;
  return itemOutcome({ ...(dev === undefined || noun === 'route' ? {} : { dev }), ...read.item }, false);
}
