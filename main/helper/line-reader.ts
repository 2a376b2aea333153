const NEWLINE = 0x0a;

export interface LineReader {
  push(chunk: Buffer): void;
}

/**
 * Cuts a stream into lines and holds at most `limit` bytes. A last line without its newline is never handed on: it may
 * be half of a request. `onTooLong` is called once, and nothing after it.
 */
export function createLineReader(limit: number, onLine: (line: Buffer) => void, onTooLong: () => void): LineReader {
  let open: Buffer[] = [];
  let held = 0;
  let broken = false;
  const refuse = (): void => {
    broken = true;
    open = [];
    onTooLong();
  };
  return {
    push(chunk) {
      let rest = chunk;
      while (!broken) {
        const end = rest.indexOf(NEWLINE);
        const part = end < 0 ? rest : rest.subarray(0, end);
        held += part.length;
        if (held > limit) return refuse();
        if (part.length > 0) open.push(part);
        if (end < 0) return;
        const line = Buffer.concat(open);
        open = [];
        held = 0;
        rest = rest.subarray(end + 1);
        onLine(line);
      }
    },
  };
}
