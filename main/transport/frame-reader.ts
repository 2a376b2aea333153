/** What one command printed on one stream. */
export interface Frame {
  readonly text: string;
  /** What stood behind the mark: the exit code on stdout, nothing on stderr. */
  readonly note: string;
  /** Milliseconds since the epoch, with fractions: when its mark arrived. */
  readonly endedAt: number;
}

const NEWLINE = 0x0a;

/** Cuts a stream at the lines "MARK note". Works on bytes: a chunk may end inside a character or inside the mark. */
export class FrameReader {
  readonly frames: Frame[] = [];
  readonly createdAt = now();
  readonly #mark: Buffer;
  #done: Buffer[] = [];
  #open: Buffer = Buffer.alloc(0);

  constructor(mark: string) {
    this.#mark = Buffer.from(`\n${mark} `);
  }

  push(chunk: Buffer): void {
    let data = this.#open.length === 0 ? chunk : Buffer.concat([this.#open, chunk]);
    let at = data.indexOf(this.#mark);
    while (at >= 0) {
      const noteAt = at + this.#mark.length;
      const end = data.indexOf(NEWLINE, noteAt);
      if (end < 0) break;
      this.#close(data.subarray(0, at), data.toString('latin1', noteAt, end));
      data = data.subarray(end + 1);
      at = data.indexOf(this.#mark);
    }
    // What could be the beginning of a mark stays open; the rest needs no second look.
    const sure = at >= 0 ? at : Math.max(0, data.length - this.#mark.length + 1);
    this.#done.push(data.subarray(0, sure));
    this.#open = data.subarray(sure);
  }

  /** What came after the last mark. */
  rest(): string {
    return Buffer.concat([...this.#done, this.#open]).toString();
  }

  #close(last: Buffer, note: string): void {
    const text = Buffer.concat([...this.#done, last]).toString();
    this.#done = [];
    this.frames.push({ text, note, endedAt: now() });
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
