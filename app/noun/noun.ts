/**
 * What a kind of row must be able to do. Every member is there because something is lost without it: leaving one out does not
 * compile, nor does leaving the noun out of the list (`nouns.ts`) that everything else goes through.
 */
import type * as v from 'valibot';
import type { Invocation } from '../base/argv.ts';
import type { JsonObject } from '../base/json.ts';
import type { Editing, ItemLike } from './edit-item.ts';
import type { Fields } from './words.ts';
import type { Link } from './link/row.ts';
import type { Place } from './place.ts';
import type { Parsed, Reader } from './rows.ts';
import type { TableName, Tables } from './snapshot.ts';

export interface Noun<Id extends string, R extends RowLike, S extends StepLike, I extends ItemLike> {
  /** Its folder, its table, and the beginning of nearly every `do` of its steps. */
  readonly id: Id;
  readonly titles: Titles;
  readonly row: RowFacts<R>;
  readonly read: Reading<R>;
  /** What can be done to a row; a noun that is only looked at says why. */
  readonly steps: Steps<R, S> | { readonly none: string };
  /** What of it can be edited, by which words; or what it is, for saying that no edit makes it. */
  readonly edits: readonly Edits<I>[] | { readonly none: string };
  /** Whether it is there again after a reboot. */
  readonly kept: Kept;
}

/** An editing for each noun that its items speak of. */
export type Edits<I extends ItemLike> = { readonly [N in I['noun']]: Editing<Extract<I, { noun: N }>> }[I['noun']];

export interface RowLike {
  readonly key: string;
  readonly netns?: string;
}

export interface StepLike {
  readonly do: string;
}

/** `FDB entry`, `FDB entries`; `of` is what stands before a row's name where that is not enough: `rules of`. */
export interface Titles {
  readonly one: string;
  readonly many: string;
  readonly of: string;
}

/** A row without what comes and goes by itself; `name` is what a person calls it. */
export type DurableRow = { readonly key: string; readonly name: string } & Readonly<Record<string, unknown>>;

/** With a `?` it may be absent; a `list` is of words, `objects` and `object` are written as JSON. */
export type FieldKind = 'text' | 'text?' | 'number' | 'number?' | 'flag' | 'flag?' | 'list' | 'objects' | 'object?';

export interface RowFacts<R extends RowLike> {
  /** The key that a row has by its fields: unique in its table. */
  readonly keyOf: (row: R) => string;
  /** What each field holds, for CSV and JSON that come back; one that is not named does not compile. */
  readonly fields: { readonly [F in keyof Required<Omit<R, 'key' | 'raw'>>]: FieldKind };
  /** As text in a terminal, title and cell; an empty text is an empty cell. */
  readonly columns: readonly (readonly [title: string, cell: (row: R) => unknown])[];
  /** The rows that stay until somebody changes them, without timers, indexes and what follows the carrier. */
  readonly durable: (rows: readonly R[], tables: Tables) => readonly DurableRow[];
  /** Whether somebody set it: the kernel does not make it by itself, and it was not learned. */
  readonly isSet: (row: R, tables: Tables) => boolean;
  /** Whether it goes when these go. What is inside a namespace goes with that, whatever this says. */
  readonly goesWith: (row: R, gone: Gone) => boolean;
  /** Whether it is worth a word when something takes it along: what somebody set, without what the kernel makes by itself. */
  readonly isMissed: (row: R, tables: Tables) => boolean;
  /** The devices of its namespace that it stands on: a program that keeps one of them keeps the row too, and it is kept over a reboot with them. */
  readonly devices: (row: R) => readonly string[];
  /** The command that shows it: what a person would type to see the same. */
  readonly shownBy: (row: R) => Shown;
}

/** A command of iproute2 in the row's own namespace, or another program's argv there. */
export type Shown = Pick<Invocation, 'tool' | 'options' | 'args'> | { readonly argv: readonly string[] };

/** What other rows may stand on and is there no more. */
export interface Gone {
  readonly link: (netns: string, name: string | undefined) => boolean;
  /** An address that no link of the namespace has any more. */
  readonly address: (netns: string, ip: string | undefined) => boolean;
  readonly nexthop: (netns: string, id: number | undefined) => boolean;
}

/** One question to the host. */
export interface Question extends Pick<Invocation, 'options' | 'args'> {
  /** Names the recorded file and, where a noun asks more than one question, which. */
  readonly part: string;
  readonly tool: Invocation['tool'] | 'script';
  /** Exit codes that mean "nothing there", not failure. */
  readonly tolerate?: readonly number[];
}

export interface Reading<R extends RowLike> {
  /** A table of the host as a whole, or one of each namespace. */
  readonly of: 'host' | 'netns';
  readonly questions: readonly Question[];
  /** `item` reads one item of a JSON listing, `text` an answer that is none. */
  readonly by:
    | { readonly item: (argv: readonly string[]) => Reader<R>; readonly mend?: (listing: string) => string }
    | { readonly text: (answer: string, netns: string, argv: readonly string[]) => Parsed<R> };
  /** Looks once at all rows of a listing. */
  readonly finish?: (rows: readonly R[]) => readonly R[];
  /** Whether a program that is missing, or may not ask, only means that the rows are not known. */
  readonly optional: boolean;
  /** When it is asked for: always, once a session, while somebody has to do with it, or only in the namespaces where such rows can be. */
  readonly asked: 'always' | 'once' | 'watched' | { readonly in: (tables: Tables) => ReadonlySet<string> };
  readonly rings: Rings;
  /** The tables that change with it: read again with it, before a plan and after it. `all` where nobody can say. */
  readonly readAlong: readonly TableName[] | 'all';
}

/**
 * How a change is noticed: objects of `ip monitor` or `bridge monitor` that print a line for it, tables whose ring is also its own, or
 * nothing but looking again (every 15 s, and after each change of ours).
 */
export interface Rings {
  readonly ip?: readonly string[];
  readonly bridge?: readonly string[];
  /** How a line of theirs begins, without `Deleted`, where nothing else prints such a one. */
  readonly line?: RegExp;
  readonly with: readonly TableName[];
}

/** What runs a step: a call of a tool, or a script of ours with what it reads and how a person would do the same. */
export type Command = Invocation | Script;

export interface Script {
  readonly argv: readonly string[];
  readonly input: string | undefined;
  /** For reading. */
  readonly text: string;
  /** As one command of a shell, with what it reads. */
  readonly inShell: string;
}

export type Wrong = readonly [field: string, reason: string] | undefined;

export interface Steps<R extends RowLike, S extends StepLike> {
  readonly schema: StepVariants<S>;
  /** The tables as the kernel shows them after the step. What stood on what is gone is dropped for it (`goesWith`). */
  simulate(tables: Tables, step: S): Tables;
  /** Whether the tables already are as the step leaves them. */
  holds(tables: Tables, step: S): boolean;
  /** What takes the step itself back; what it took along is brought back by `again`. */
  invert(step: S, before: Tables): readonly StepLike[];
  /** Whether rows other than its own may go or change with it: then all tables are looked through. */
  takesAlong(step: S, before: Tables): boolean;
  /** The step that makes a row again; `undefined` for one that no step makes. */
  again(row: R, tables: Tables): S | undefined;
  /** When rows that are gone are made again, and how. */
  readonly comesBack: ComesBack;
  /** The item that asks for the step, for rows that an export holds; `undefined` for what no edit asks for. The item's own schema judges it. */
  asItem(step: S): Fields | undefined;
  command(step: S): Command;
  /** Whether what a step brings back may meet another of its name, address or MAC; removals and settings meet nothing. */
  bringsBack(step: S): boolean;
  /** The step as far as today's tables take it: not further down than a chain is long. */
  fitted(tables: Tables, step: S): S;
  /** Whether a step that brings back what `done` removed would put away what somebody else has put there since. */
  wouldOverwrite(tables: Tables, step: S, done: StepLike): boolean;
  /** Whether a plan may hold them by the ten thousand: their table is then changed in place. */
  readonly byThousands: boolean;
  /** Whether it must be a process of its own: no line of a batch could say it. */
  runsAlone(step: S): boolean;
  /** What its schema cannot say: what iproute2 or the kernel would misread. */
  wrong(step: S): Wrong;
  /** A few words for sentences such as "… is missing on alpha", without the namespace. */
  inWords(step: S): string;
  /** What stands today where the step put something; `undefined` where no row tells. */
  standing(tables: Tables, step: S): readonly string[] | undefined;
  readonly places: Places<S>;
}

/** The order in which what is gone is made again: each stands on those before it. */
export const STAGES = [
  'netns',
  'links',
  'ports',
  'set',
  'addresses',
  'neighbours',
  'entries',
  'routes',
  'last',
] as const;

export interface ComesBack {
  readonly at: (typeof STAGES)[number];
  /**
   * The steps that give `after` what it lacks of `before`, in an order that the kernel takes; `canMake` says whether a link that is gone
   * is made again. `with the rest` where other nouns' rows decide about the order (`app/plan/restore.ts`).
   */
  readonly by:
    'with the rest' | ((before: Tables, after: Tables, canMake: (link: Link) => boolean) => readonly StepLike[]);
}

/** Places (a link, a namespace) by which steps of different nouns know of each other. */
export interface Places<S extends StepLike> {
  /** Those whose removal takes the step's effect along. */
  livesOn(step: S): readonly Place[];
  /** Those that must be there besides. */
  needs(step: S): readonly Place[];
  makes(step: S): readonly Place[];
}

/** The variants of a step, each with its own `do`. */
export type StepVariants<S extends StepLike> = v.GenericSchema<unknown, S> & {
  readonly options: readonly { readonly entries: { readonly do: { readonly literal: S['do'] } } }[];
};

/** By the words of a file format where it has them, else by the script; or not, and why. */
export type Kept = 'by words or script' | 'by script' | { readonly not: string };

/** An item as it was printed, where a row was JSON. */
export type Raw = JsonObject;
