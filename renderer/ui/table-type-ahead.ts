/** Milliseconds between letters that still belong together: shorter and slow typists start over, longer and a new word continues the old. */
const PAUSE = 800;

/** Finds a row by its first letters, as file lists do: the same letter again goes on to the next row that has it. */
export class TypeAhead {
  #typed = '';
  #at = -Infinity;

  busy(now: number): boolean {
    return now - this.#at < PAUSE && this.#typed !== '';
  }

  /** The index of the row found from `from` on, around the end; -1 when there is none. */
  find(letter: string, now: number, count: number, from: number, text: (index: number) => string): number {
    const continues = this.busy(now) && this.#typed !== letter;
    this.#typed = continues ? this.#typed + letter : letter;
    this.#at = now;
    const start = Math.max(0, continues ? from : from + 1);
    for (let i = 0; i < count; i += 1) {
      const index = (start + i) % count;
      if (text(index).startsWith(this.#typed)) return index;
    }
    return -1;
  }
}
