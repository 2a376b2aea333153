/** Versions before 0.2 declared nothing when two hosts were linked: what such a change means for the overlay of two is said here. */
import { specOfLink } from '../overlay/link-spec.ts';
import type { OverlaySpec } from '../overlay/overlay.ts';
import type { Armed, End, StatedEntry } from './journal-entry.ts';

/** Reads the journal line by line. */
export class CarriedOver {
  readonly #armed = new Map<string, Armed>();
  /** The last word on each name, where it was carried over. */
  readonly #words = new Map<string, StatedEntry>();

  open(armed: Armed): void {
    this.#armed.set(armed.id, armed);
  }

  /** Somebody has said what that overlay is to be: from then on that counts. */
  stated({ name }: StatedEntry): void {
    this.#words.delete(name);
  }

  /** What a change that ended without a word declares. */
  endOf(end: End): StatedEntry | undefined {
    const armed = this.#armed.get(end.id);
    if ((end.end !== 'committed' && end.end !== 'kept') || armed === undefined) return undefined;
    const meant = this.#meant(armed);
    if (meant === undefined) return undefined;
    const { name, spec } = meant;
    // Taking back something that has been declared anew since takes back no declaration.
    if (armed.intent.kind !== 'link' && !this.#words.has(name)) return undefined;
    const word: StatedEntry = {
      kind: 'stated',
      id: `${end.id} ${end.at}`,
      at: end.at,
      name,
      spec,
      keepTrue: false,
      group: end.id,
    };
    this.#words.set(name, word);
    return word;
  }

  /** A link declares; what takes it back forgets, and what takes that back declares again. */
  #meant({ intent, undoes }: Armed): { readonly name: string; readonly spec: OverlaySpec | null } | undefined {
    if (intent.kind === 'link') return { name: intent.name, spec: specOfLink(intent) };
    const target = undoes === undefined ? undefined : this.#armed.get(undoes);
    if (target === undefined) return undefined;
    const { name, spec } = this.#meant(target) ?? {};
    if (name === undefined) return undefined;
    return { name, spec: spec === null ? this.#linked(target) : null };
  }

  #linked({ intent, undoes }: Armed): OverlaySpec | null {
    if (intent.kind === 'link') return specOfLink(intent);
    const target = undoes === undefined ? undefined : this.#armed.get(undoes);
    return target === undefined ? null : this.#linked(target);
  }
}
