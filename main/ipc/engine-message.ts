/** What main and the engine's process say to each other. Both are ours and start together, so types are enough. */
import type { CallName, EventName } from '../../app/contract/ipc.ts';
import type { Result } from '../../app/problem/problem.ts';
import type { BackendOptions } from './backend.ts';

/** What the engine needs to know to open; the rest of the backend's options are messages. */
export type EngineOptions = Omit<BackendOptions, 'emit' | 'clipboard' | 'saveAs'>;

export type ToEngine =
  | { readonly kind: 'open'; readonly options: EngineOptions }
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly argument: unknown }
  /** The answer to `save-as`; without a path nobody chose one. */
  | { readonly kind: 'saved-as'; readonly id: number; readonly path?: string }
  | { readonly kind: 'close' };

export type FromEngine =
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'event'; readonly name: EventName; readonly payload: unknown }
  | { readonly kind: 'clipboard'; readonly text: string }
  /** Asks a person for a place, `name` suggested. */
  | { readonly kind: 'save-as'; readonly id: number; readonly name: string };
