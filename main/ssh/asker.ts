/** Who answers what ssh and sudo ask while hosts are dialled: one question at a time, whoever asks. */
import type { PromptAnswer, Prompter } from '../../app/contract/prompt.ts';
import type { Prompt } from '../../app/ssh/prompt.ts';
import type { HostId } from '../../app/base/host.ts';
import { hostName } from '../../app/base/host.ts';
import { questionOf } from '../../app/ssh/question.ts';
import { openAskpass, type AskedBySsh } from './askpass.ts';
import { either } from './either.ts';
import type { AskPassword } from './privilege.ts';

/** One attempt to log in. */
export interface Asking {
  /** What makes ssh ask us instead of a terminal. */
  readonly env: Readonly<Record<string, string>>;
  readonly sudoPassword: AskPassword;
  /** Whether a person is being asked at this moment. */
  isAsking(): boolean;
  /** Whether there was any question in this attempt. */
  wasAsked(): boolean;
  /** Ends the attempt; true when the person has cancelled it. */
  end(): boolean;
}

export interface Asker {
  /** `onCancel` is called when the person gives up: the attempt is to end. */
  begin(host: HostId, onCancel: () => void): Asking;
  close(): void;
}

/** Throws when the folder cannot be written. */
export function createAsker(prompter: Prompter, folder: string): Asker {
  const askpass = openAskpass(folder);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const next = last.then(ask);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    begin: (host, onCancel) => beginAsking(host, onCancel, { askpass, prompter, inTurn }),
    close: askpass.close,
  };
}

interface Means {
  readonly askpass: ReturnType<typeof openAskpass>;
  readonly prompter: Prompter;
  readonly inTurn: <T>(ask: () => Promise<T>) => Promise<T>;
}

function beginAsking(host: HostId, onCancel: () => void, { askpass, prompter, inTurn }: Means): Asking {
  const over = new AbortController();
  const asked = new Set<string>();
  let [open, total, cancelled] = [0, 0, false];
  const ask = async (prompt: Prompt, gone: AbortSignal): Promise<PromptAnswer> => {
    open += 1;
    total += 1;
    try {
      const stays = (): boolean => !cancelled && !gone.aborted && !over.signal.aborted;
      return await inTurn(async () => (stays() ? prompter.ask(prompt, either(gone, over.signal)) : 'cancel'));
    } finally {
      open -= 1;
    }
  };
  const respond = async ({ text, hint, gone }: AskedBySsh): Promise<string | undefined> => {
    const question = questionOf(text, hint);
    const answer = await ask({ ...question, host, again: asked.has(text) }, gone);
    asked.add(text);
    if (answer !== 'cancel') return answer.answer;
    if (!gone.aborted && !over.signal.aborted) {
      cancelled = true;
      onCancel();
    }
    return undefined;
  };
  const { env, forget } = askpass.register(respond);
  return {
    env,
    isAsking: () => open > 0,
    wasAsked: () => total > 0,
    sudoPassword: async (again) => {
      const text = `[sudo] password on ${hostName(host)}:`;
      const answer = await ask({ host, kind: 'sudo', text, again }, over.signal);
      return answer === 'cancel' ? undefined : answer.answer;
    },
    end: () => {
      over.abort();
      forget();
      return cancelled;
    },
  };
}
