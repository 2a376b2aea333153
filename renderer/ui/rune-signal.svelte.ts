import type { Signal } from './table-rows.ts';

/** The signal of a table in the window: whoever reads it in an effect runs again when it is bumped. */
export class RuneSignal implements Signal {
  #count = $state(0);

  read(): number {
    return this.#count;
  }

  bump(): void {
    this.#count += 1;
  }
}
