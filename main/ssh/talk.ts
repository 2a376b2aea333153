/** What a login says while it arrives: lines that carry our mark on stdout, prompts on stderr. */
import { withoutChatter } from '../../app/ssh/stderr.ts';
import { FrameReader } from '../transport/frame-reader.ts';
import { createLastWords, type SshProcess } from './process.ts';

/** What a login shell prints before our first mark: banners, a noisy .profile. More is not a login. */
const MOST_NOISE = 1024 * 1024;

export interface Talk {
  /** The next line that carries the mark, without it; undefined when ssh ended. */
  next(): Promise<string | undefined>;
  /** Calls back each time that text comes by on stderr. */
  onPrompt(text: string, listener: () => void): void;
  /** What ssh and the login said: the end of stderr, or of what came instead of an answer; it grows also after `stop`. */
  words(): string;
  /** True when it printed more than a login does, and was ended for that. */
  tooLoud(): boolean;
  /** From here on stdout is somebody else's. */
  stop(): void;
}

export function createTalk(process: SshProcess, mark: string): Talk {
  const reader = new FrameReader(mark);
  const words = createLastWords();
  const noiseWords = createLastWords();
  const watchers: ((chunk: Buffer) => void)[] = [];
  let [noise, at, over] = [0, 0, false];
  let wake = (): void => undefined;
  const hear = (chunk: Buffer): void => {
    noise += chunk.length;
    if (noise > MOST_NOISE) return process.kill();
    if (reader.frames.length === 0) noiseWords.push(chunk);
    reader.push(chunk);
    wake();
  };
  process.stdout.on('data', hear);
  process.stderr.on('data', (chunk: Buffer) => {
    words.push(chunk);
    for (const watcher of watchers) watcher(chunk);
  });
  void process.ended.then(() => {
    over = true;
    wake();
  });
  return {
    // nologin(8) says why on stdout.
    words: () => withoutChatter(words.text()) || noiseWords.text(),
    tooLoud: () => noise > MOST_NOISE,
    onPrompt: (text, listener) => void watchers.push(promptWatcher(text, listener)),
    next: async () => {
      while (reader.frames[at] === undefined && !over) await new Promise<void>((resolve) => (wake = resolve));
      return reader.frames[at++]?.note;
    },
    stop: () => {
      process.stdout.off('data', hear);
      watchers.length = 0;
    },
  };
}

/** A prompt has no line end, and may come in pieces. */
function promptWatcher(text: string, listener: () => void): (chunk: Buffer) => void {
  let seen = '';
  return (chunk) => {
    seen += chunk.toString('latin1');
    for (let found = seen.indexOf(text); found >= 0; found = seen.indexOf(text)) {
      seen = seen.slice(found + text.length);
      listener();
    }
    seen = seen.slice(-text.length);
  };
}
