/**
 * The command line, killed at random moments while it changes five hosts. Whatever the moment, each host is as before, or the whole
 * change is kept, or the change is offered for recovery with its hosts named; and taking it back then leaves all as before.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RecoveryView } from '../../../app/contract/plan-view.ts';
import { foldJournal, unfinishedChanges } from '../../../app/change/journal-fold.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { until } from '../../lab/until.ts';
import type { Random } from '../engine/walk.ts';
import type { Cli, Ran } from './cli-for-test.ts';
import { differences, differingHosts, wholeOf, type Whole } from './whole-hosts.ts';

export const HOSTS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const MODES = ['flannel', 'bridged', 'routed'] as const;

export type Outcome = 'as before' | 'committed' | 'offered, taken back' | 'offered, kept' | 'ended first';
export type Verb = 'apply' | 'join' | 'leave' | 'destroy' | 'undo' | 'redo';

export interface Kill {
  readonly verb: Verb;
  /** Milliseconds after the process began, or after the journal was opened for it. */
  readonly at: string;
  readonly outcome: Outcome;
  readonly wrong: readonly string[];
}

export interface World {
  readonly lab: Lab;
  readonly cli: Cli;
  readonly random: Random;
}

/** What the overlay is now; `undefined` where there is none. */
interface State {
  readonly mode: (typeof MODES)[number];
  readonly members: readonly string[];
}

export interface Story {
  /** Makes some change, killed on its way, and judges what is left. */
  next(): Promise<Kill>;
}

export function killStory(world: World): Story {
  const { lab, cli, random } = world;
  const path = join(dirname(dirname(dirname(cli.journalPath))), 'mesh.yaml');
  const lasted = new Map<string, Lasted>();
  let state: State | undefined;
  let seen: Whole | undefined;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const argvOf = (verb: Verb): readonly string[] => {
    if (verb === 'undo' || verb === 'redo') return [verb];
    return ['overlay', verb, path, ...(verb === 'join' || verb === 'leave' ? ['lab:epsilon'] : [])];
  };
  const wishFor = (verb: Verb): State | undefined => {
    if (verb === 'destroy') return undefined;
    if (verb === 'apply') return { mode: pick(MODES), members: random() < 0.5 ? HOSTS : HOSTS.slice(0, 4) };
    return { mode: state?.mode ?? 'flannel', members: verb === 'join' ? HOSTS : HOSTS.slice(0, 4) };
  };
  const choose = (): Verb => {
    if (state === undefined) return 'apply';
    return pick(state.members.length === HOSTS.length ? ['leave', 'destroy'] : ['join', 'destroy']);
  };
  return {
    async next() {
      const made = choose();
      const wish = wishFor(made);
      writeFileSync(path, yamlOf((made === 'apply' ? wish : state) as State));
      const back = random() < 0.4;
      const verb: Verb = !back ? made : random() < 0.6 ? 'undo' : 'redo';
      const first = (seen ??= await wholeOf(lab, cli));
      const text = (): string => readFileSync(path, 'utf8');
      const firstText = text();
      // The change that is undone, or undone and redone, runs whole.
      if (back) lasted.set(made, await runWhole(cli, argvOf(made)));
      const changed = back ? await wholeOf(lab, cli) : undefined;
      const changedText = back ? text() : undefined;
      if (verb === 'redo') lasted.set('undo', await runWhole(cli, argvOf('undo')));
      const [before, after] = verb === 'undo' ? [changed as Whole, first] : [first, changed];
      const [was, is] = verb === 'undo' ? [wish, state] : [state, wish];
      const usual = lasted.get(verb) ?? lasted.get(made) ?? UNKNOWN;
      const killed = await kill(world, argvOf(verb), usual);
      if (killed.whole !== undefined) lasted.set(verb, killed.whole);
      const { now, ...judged } = await judge(world, before, after, killed.whole !== undefined);
      const isMade = judged.outcome === 'committed' || judged.outcome === 'ended first';
      [state, seen] = [isMade ? is : was, now];
      const [textBefore, textAfter] = verb === 'undo' ? [changedText ?? '', firstText] : [firstText, changedText];
      const wanted = !isMade ? textBefore : (textAfter ?? (verb === 'join' || verb === 'leave' ? is : textBefore));
      return { verb, at: killed.at, ...judged, wrong: [...judged.wrong, ...wrongInFile(text(), wanted)] };
    },
  };
}

/** How long a change took that nobody killed, in milliseconds: until the journal was opened for it, and from there to its end. */
interface Lasted {
  readonly openedMs: number;
  readonly changingMs: number;
}

/** Before anything was measured. */
const UNKNOWN: Lasted = { openedMs: 1000, changingMs: 700 };

function yamlOf({ mode, members }: State): string {
  const lines = members.map((name) => `  - host: lab:${name}`);
  return `name: mesh\nmode: ${mode}\nvni: 77\nprefixes: [10.120.0.0/16]\nmembers:\n${lines.join('\n')}\n`;
}

/** The file says what is declared: word for word, or at least who the members are. */
function wrongInFile(text: string, wanted: string | State | undefined): readonly string[] {
  const said = typeof wanted === 'string' ? [text, wanted] : [membersIn(text), wanted?.members.join(' ')];
  return said[0] === said[1] ? [] : [`the file says ${JSON.stringify(said[0])} instead of ${JSON.stringify(said[1])}`];
}

function membersIn(text: string): string {
  return [...text.matchAll(/host: lab:(\w+)/g)].map(([, name]) => name).join(' ');
}

function expectDone({ exitCode, stdout, stderr }: Ran, argv: readonly string[]): void {
  if (exitCode !== 0) throw new Error(`overlane ${argv.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`);
}

async function runWhole(cli: Cli, argv: readonly string[]): Promise<Lasted> {
  const running = startWatched(cli, argv);
  expectDone(await running.ended, argv);
  return running.lasted();
}

interface Watched {
  readonly ended: Promise<Ran>;
  /** Resolves when the journal was opened for it, or it has ended. */
  readonly opened: Promise<void>;
  hasEnded(): boolean;
  lasted(): Lasted;
  kill(): void;
}

function startWatched(cli: Cli, argv: readonly string[]): Watched {
  const size = (): number => (existsSync(cli.journalPath) ? statSync(cli.journalPath).size : 0);
  const sizeBefore = size();
  const began = performance.now();
  let [openedAt, endedAt] = [NaN, NaN];
  const child = cli.start(...argv);
  const ended = child.then(({ exitCode, stdout, stderr }): Ran => {
    endedAt = performance.now();
    return { exitCode, stdout: String(stdout), stderr: String(stderr) };
  });
  const isOpened = (): boolean => !Number.isNaN(endedAt) || size() > sizeBefore;
  const opened = until('the journal is opened', isOpened, 60_000).then(() => void (openedAt = performance.now()));
  return {
    ended,
    opened,
    hasEnded: () => !Number.isNaN(endedAt),
    lasted: () => ({ openedMs: openedAt - began, changingMs: endedAt - openedAt }),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Two of three moments are drawn over what comes after the journal was opened, when the hosts change; the others over the whole run. */
async function kill(
  { cli, random }: Pick<World, 'cli' | 'random'>,
  argv: readonly string[],
  { openedMs, changingMs }: Lasted,
): Promise<{ readonly at: string; readonly whole?: Lasted }> {
  const [afterwards, share] = [random() < 0.67, random()];
  const running = startWatched(cli, argv);
  if (afterwards) await running.opened;
  const wait = share * (afterwards ? changingMs : openedMs + changingMs);
  await Promise.race([running.ended, new Promise((resolve) => setTimeout(resolve, wait))]);
  if (!running.hasEnded()) running.kill();
  const ran = await running.ended;
  await running.opened;
  if (ran.exitCode === undefined) return { at: `${afterwards ? 'opened + ' : ''}${wait.toFixed(0)} ms` };
  expectDone(ran, argv);
  return { at: `ended before ${wait.toFixed(0)} ms`, whole: running.lasted() };
}

type Judged = Pick<Kill, 'outcome' | 'wrong'> & { readonly now: Whole };

async function judge(world: World, before: Whole, after: Whole | undefined, ended: boolean): Promise<Judged> {
  const { lab, cli, random } = world;
  const now = await wholeOf(lab, cli);
  const offered = (await isUnfinished(cli)) ? await recoveries(cli) : [];
  const changed = differences(before, now);
  if (offered.length === 0) {
    if (changed.length === 0) return { outcome: 'as before', wrong: [], now };
    const outcome = ended ? 'ended first' : 'committed';
    if (after !== undefined) return { outcome, wrong: differences(after, now), now };
    return { outcome, wrong: random() < 0.3 ? await wrongWithCommitted(world, before, now) : [], now };
  }
  const [recovery] = offered;
  const named = new Set(recovery?.hosts ?? []);
  const unnamed = differingHosts(before, now).filter((name) => !named.has(`lab:${name}`));
  const wrong = [
    ...(offered.length > 1 ? [`${offered.length} changes are offered`] : []),
    ...unnamed.map((name) => `${name} differs and is not named`),
  ];
  const id = recovery?.entryId ?? '';
  const isKept = random() < 0.3;
  wrong.push(...(isKept ? await keptAndUndone(cli, id) : await takenBack(world, id)));
  const then = await wholeOf(lab, cli);
  const outcome = isKept ? 'offered, kept' : 'offered, taken back';
  return { outcome, wrong: [...wrong, ...differences(before, then)], now: then };
}

/** Some of these are killed, too, and begun again. */
async function takenBack({ cli, random }: World, id: string): Promise<readonly string[]> {
  const argv = ['recover', id, '--roll-back'];
  if (random() < 0.3) await kill({ cli, random }, argv, UNKNOWN);
  if (!(await isUnfinished(cli))) return [];
  const { exitCode, stdout, stderr } = await cli.run(...argv);
  return exitCode === 0 ? [] : [`recover ended with ${exitCode}: ${stdout} ${stderr}`];
}

/** What was kept can be taken back by hand. */
async function keptAndUndone(cli: Cli, id: string): Promise<readonly string[]> {
  for (const argv of [
    ['recover', id, '--keep'],
    ['undo', id],
  ]) {
    const { exitCode, stdout, stderr } = await cli.run(...argv);
    if (exitCode !== 0) return [`${argv.join(' ')} ended with ${exitCode}: ${stdout} ${stderr}`];
    if (await isUnfinished(cli)) return [`${argv.join(' ')} left it unfinished`];
  }
  return [];
}

/** Undoing it leaves all as before; then it is made again. */
async function wrongWithCommitted({ lab, cli }: World, before: Whole, now: Whole): Promise<readonly string[]> {
  for (const [verb, state] of [
    ['undo', before],
    ['redo', now],
  ] as const) {
    const { exitCode, stdout, stderr } = await cli.run(verb);
    if (exitCode !== 0) return [`${verb} of what was committed ended with ${exitCode}: ${stdout} ${stderr}`];
    const wrong = differences(state, await wholeOf(lab, cli));
    if (wrong.length > 0) return wrong.map((line) => `after ${verb}: ${line}`);
  }
  return [];
}

/** As the journal says; asking the command line each time would take most of the time. */
async function isUnfinished(cli: Cli): Promise<boolean> {
  const read = await openJournal(cli.journalPath).read();
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return unfinishedChanges(foldJournal(read.value.entries)).length > 0;
}

async function recoveries(cli: Cli): Promise<readonly RecoveryView[]> {
  const { exitCode, stdout, stderr } = await cli.run('recover', '--json');
  if (exitCode !== 0) throw new Error(`recover --json ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as RecoveryView[];
}
