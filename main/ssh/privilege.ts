/** Becoming root on the remote: sudo without a password, else with one that is asked for once; where there is no sudo, doas without one. */
import type { HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemOf, sudoProblem } from '../../app/ssh/stderr.ts';
import type { SshProcess } from './process.ts';
import type { Talk } from './talk.ts';

/** Asks a person for sudo's password; `again` after a wrong one. Undefined: given up. */
export type AskPassword = (again: boolean) => Promise<string | undefined>;

/** What the remote said of itself (arrive.sh). */
export interface Arrival {
  readonly how: string;
  /** The two ends as the remote's sshd sees them; absent behind servers that do not say. */
  readonly session?: { readonly client: string; readonly server: string };
  /** What `sudo -n true` complained about. */
  readonly why: string;
}

/** "HOW|CLIENT PORT SERVER PORT|WHY". An IPv6 link-local address carries its device behind a percent sign. */
export function parseArrival(line: string): Arrival {
  const [how = '', connection = '', ...why] = line.split('|');
  const [client, , server] = connection.split(' ').map((word) => word.replace(/%.*$/, ''));
  const session = client && server ? { client, server } : undefined;
  return { how, session, why: why.join('|').trim() };
}

interface Asking {
  readonly host: HostId;
  readonly process: SshProcess;
  readonly talk: Talk;
  readonly nonce: string;
  readonly ask: AskPassword;
}

/** Starts what leads to root; the function returned says afterwards why it did not, when it did not. */
export async function becomeRoot({ how, why }: Arrival, asking: Asking): Promise<() => Problem | undefined> {
  const { host, process, talk } = asking;
  if (how === 'missing') return () => warning('sudo-missing', host, why);
  if (how === 'refused' || how === 'doas') return () => warning('doas-refused', host, why || talk.words());
  if (how === 'sudo') return () => sudoProblem(host, talk.words());
  if (how !== 'password') return () => undefined;
  const refusal = sudoProblem(host, why);
  const password = refusal.code === 'sudo-cancelled' ? await asking.ask(false) : undefined;
  if (password === undefined) {
    process.stdin.write('plain\n');
    return () => refusal;
  }
  return answerPrompts(password, asking);
}

/** sudo asks again after a wrong password, three times by default (`passwd_tries`): each time a person answers. */
function answerPrompts(first: string, { host, process, talk, nonce, ask }: Asking): () => Problem {
  let next: string | undefined = first;
  let [asked, givenUp] = [false, false];
  const answer = async (): Promise<void> => {
    const password = next ?? (givenUp ? undefined : await ask(asked));
    next = undefined;
    asked = true;
    givenUp = password === undefined;
    // An empty line is the only way to decline: sudo -S has no other.
    process.stdin.write(`${password ?? ''}\n`);
  };
  talk.onPrompt(nonce, () => void answer());
  process.stdin.write('password\n');
  return () => (givenUp ? warning('sudo-cancelled', host, talk.words()) : sudoProblem(host, talk.words()));
}

function warning(code: 'sudo-missing' | 'sudo-cancelled' | 'doas-refused', host: HostId, words: string): Problem {
  const program = code === 'doas-refused' ? 'doas' : 'sudo';
  return { ...problemOf(code, host, words, [program, '-n', 'true']), severity: 'warning', retry: false };
}
