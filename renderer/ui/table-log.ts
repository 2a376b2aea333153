export type RowChange = 'added' | 'changed' | 'removed';

/** Positions remembered; a view that is further behind sorts anew, which is cheaper than merging that many. */
const REMEMBERED = 20_000;

/** Which positions of a table were touched lately, so that a view can look at those alone. */
export class ChangeLog {
  #positions: number[] = [];
  #start = 0;

  /** Where the log ends now; a view keeps it and asks `since` with it. */
  get end(): number {
    return this.#start + this.#positions.length;
  }

  note(position: number): void {
    this.#positions.push(position);
    if (this.#positions.length < 2 * REMEMBERED) return;
    this.#start += REMEMBERED;
    this.#positions = this.#positions.slice(REMEMBERED);
  }

  /** Positions mean something else from here on: every view starts over. */
  restart(): void {
    this.#start = this.end + 1;
    this.#positions = [];
  }

  /** The positions touched since `end` was read as `mark`, or `undefined` when that is not known any more. */
  since(mark: number): readonly number[] | undefined {
    return mark < this.#start ? undefined : this.#positions.slice(mark - this.#start);
  }
}
