/** Lines on stderr that carry a mark of ours, told to whoever listens for that mark. Everything else there is not for us. */

/** What follows the mark: `ID what …`. */
export type TagListener = (line: string) => void;

export interface Tags {
  push(chunk: Buffer): void;
  listen(mark: string, listener: TagListener): () => void;
}

const MARK_LENGTH = 32;
/** The longest line of a monitor is far below; a remote that sends no line end is not waited for. */
const LONGEST_LINE = 64 * 1024;

export function createTags(): Tags {
  const listeners = new Map<string, TagListener>();
  let open = '';
  return {
    push: (chunk) => {
      const lines = (open + chunk.toString()).split('\n');
      open = (lines.pop() ?? '').slice(-LONGEST_LINE);
      for (const line of lines) listeners.get(line.slice(0, MARK_LENGTH))?.(line.slice(MARK_LENGTH + 1));
    },
    listen: (mark, listener) => {
      listeners.set(mark, listener);
      return () => listeners.delete(mark);
    },
  };
}

/** What ssh and the remote said besides. */
export function withoutTags(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^[0-9a-f]{32} /.test(line))
    .join('\n');
}
