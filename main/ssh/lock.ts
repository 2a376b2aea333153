/** The lock that a remote keeps itself: held by a process of our session there, so that it is gone with us and with the connection. */
import type { HostLock } from '../../app/contract/ports.ts';
import { LOCK_FILE, printable } from '../transport/held-lock.ts';
import type { Dial } from './dial.ts';
import { lockProgram } from './program.ts';

/** An answer is a round trip. Shorter would change a far host without its lock; longer keeps the user before one that is gone. */
const ANSWER_MS = 10_000;

/** Where none can be had (no flock there, no root, no answer) nobody is kept out: what is read again before each change has to do. */
export async function lockRemote(dial: Dial, holder: string): Promise<HostLock> {
  const session = dial.current();
  if (session === undefined || !session.root) return FREE;
  const who = printable(holder);
  let said: (line: string) => void = () => undefined;
  const answer = new Promise<string>((resolve) => (said = resolve));
  const end = session.watch(
    (mark, id) => lockProgram({ mark, id, file: LOCK_FILE, who }),
    (line) => said(line.replace(/^\d+ /, '')),
  );
  const timer = setTimeout(() => said('none'), ANSWER_MS);
  const [word = '', ...by] = (await Promise.race([answer, session.ended.then(() => 'none')])).split(' ');
  clearTimeout(timer);
  if (word === 'held')
    return { release: () => session.run([{ argv: ['rm', '-f', LOCK_FILE] }], { timeoutMs: ANSWER_MS }).then(end) };
  end();
  if (word === 'busy') return { by: printable(by.join(' ')) || 'somebody else' };
  return { ...FREE, unlocked: 'flock is not installed there, or /run is not to be written in' };
}

const FREE: HostLock = { release: () => undefined };
