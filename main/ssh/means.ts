/** What every connection of one process shares: who is asked, and where the sockets are. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Prompter } from '../../app/contract/prompt.ts';
import { createAsker } from './asker.ts';
import type { DialOptions } from './dial.ts';
import { runtimeFolder } from './runtime-folder.ts';

export interface SshMeans {
  readonly dial: Pick<DialOptions, 'asker' | 'controlFolder' | 'configFile'>;
  /** After the transports are closed. */
  close(): void;
}

/**
 * Without a prompter nothing is asked: what needs an answer is then a problem that says so. `OVERLANE_SSH_CONFIG` names
 * another file than `~/.ssh/config`, as `ssh -F` does.
 */
export function openSshMeans({ prompter }: { readonly prompter?: Prompter }): SshMeans {
  const configFile = process.env['OVERLANE_SSH_CONFIG'] || undefined;
  const { path, temporary } = runtimeFolder();
  const asker = prompter && createAsker(prompter, path);
  return {
    dial: { asker, configFile, controlFolder: join(path, 'ssh') },
    close: () => {
      asker?.close();
      if (temporary) rmSync(path, { recursive: true, force: true });
    },
  };
}
