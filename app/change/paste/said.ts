/** What one command line says, and where. */
import type { Noun, Verb } from '../word-table.ts';

export type Command =
  /** A change. `netns` is absent where the command names none. */
  | {
      readonly is: 'change';
      readonly noun: Noun;
      readonly verb: Verb;
      readonly netns?: string;
      readonly family?: 'inet' | 'inet6';
      readonly words: readonly string[];
    }
  /** It only shows: what follows is its listing. */
  | { readonly is: 'show'; readonly netns?: string; readonly dev?: string }
  /** A shell inside a namespace: so is what follows, until `exit`. */
  | { readonly is: 'enter'; readonly netns: string }
  /** Lines for `-batch` follow. */
  | { readonly is: 'batch'; readonly netns?: string }
  | { readonly is: 'script'; readonly netns?: string; readonly text: string }
  | { readonly is: 'leave' }
  /** Nothing of ours: named and left out. */
  | { readonly is: 'other'; readonly why: string }
  | { readonly is: 'bad'; readonly why: string };

/** What is true of everything that a command line says, whatever stands in front of it. */
export interface Place {
  readonly netns?: string;
  readonly family?: 'inet' | 'inet6';
}

/** Reads a command that stands in another: behind `sudo`, in a namespace, in a shell. */
export type ReadCommand = (argv: readonly string[], place: Place) => Command;
