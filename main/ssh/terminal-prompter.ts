/** Asks in the terminal that the command line runs in. */
import type { ReadStream, WriteStream } from 'node:tty';
import { terminalBlock } from '../../app/base/terminal-text.ts';
import type { PromptAnswer, Prompter } from '../../app/contract/prompt.ts';
import type { Prompt } from '../../app/ssh/prompt.ts';
import type { CancelSignal } from '../../app/contract/ports.ts';
import { hostName } from '../../app/base/host.ts';

const SHOWN: readonly Prompt['kind'][] = ['host-key', 'confirm'];
/** What a terminal sends for Ctrl-C, Ctrl-D and Escape. */
const GIVE_UP = new Set(['\u0003', '\u0004', '\u001b']);
const BACKSPACE = new Set(['\b', '\u007f']);

/** Undefined where there is no terminal to ask in. */
export function terminalPrompter(
  input: ReadStream = process.stdin,
  output: WriteStream = process.stderr,
): Prompter | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  return {
    ask: async (prompt, withdrawn) => {
      output.write(
        `${prompt.again ? 'That was not right. ' : ''}${hostName(prompt.host)}: ${terminalBlock(prompt.text)} `,
      );
      if (prompt.kind !== 'touch') return readAnswer(input, output, SHOWN.includes(prompt.kind), withdrawn);
      await aborted(withdrawn);
      output.write('\n');
      return 'cancel';
    },
  };
}

function readAnswer(
  input: ReadStream,
  output: WriteStream,
  shown: boolean,
  withdrawn: CancelSignal,
): Promise<PromptAnswer> {
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: PromptAnswer): void => {
      input.off('data', hear);
      withdrawn.removeEventListener('abort', cancel);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      resolve(answer);
    };
    const cancel = (): void => end('cancel');
    const hear = (chunk: Buffer): void => {
      for (const letter of chunk.toString()) {
        if (letter === '\r' || letter === '\n') return end({ answer: typed });
        if (GIVE_UP.has(letter)) return end('cancel');
        const back = BACKSPACE.has(letter);
        if (shown && (!back || typed !== '')) output.write(back ? '\b \b' : letter);
        typed = back ? [...typed].slice(0, -1).join('') : typed + letter;
      }
    };
    input.setRawMode(true);
    input.on('data', hear);
    input.resume();
    withdrawn.addEventListener('abort', cancel);
    if (withdrawn.aborted) cancel();
  });
}

function aborted(signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
}
