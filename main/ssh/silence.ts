/**
 * Tells a slow login from one whose start-up file put another program in the shell's place (`exec fish`, `exec python3` in .bashrc):
 * that one reads what was meant for the shell and says nothing. When its input ends it ends, while a shell that is only slow
 * still reads what was sent before, and answers.
 */
import type { SshProcess } from './process.ts';
import type { Talk } from './talk.ts';

/** OpenSSH at LogLevel VERBOSE, as soon as the login is through (sshconnect2.c); not on a connection that is shared. */
const THROUGH = 'Authenticated to ';
/** After that an ordinary shell has answered. Shorter makes slow logins connect twice; longer lets people wait for the reason. */
const SILENT_MS = 3500;

export interface Silence {
  /** Whether ssh's own part is done: what fails after that is not the network, whatever the exit code. */
  through(): boolean;
  /** Whether the input was ended: such a login cannot go on, whatever it answers. */
  broken(): boolean;
  stop(): void;
}

/** `mayBreak` is asked at that moment: a login that a person had to answer for is not worth a second one. */
export function watchSilence({ stdin }: SshProcess, talk: Talk, mayBreak: () => boolean): Silence {
  let timer: NodeJS.Timeout | undefined;
  let [through, broken] = [false, false];
  talk.onPrompt(THROUGH, () => {
    through = true;
    timer ??= setTimeout(() => {
      if (!mayBreak()) return;
      broken = true;
      stdin.end();
    }, SILENT_MS);
  });
  return { through: () => through, broken: () => broken, stop: () => clearTimeout(timer) };
}
