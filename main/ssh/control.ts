/** Where a connection is shared: the user's own master when one lives, else ours. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { SshOptions } from '../../app/ssh/options.ts';
import { parseResolved, type Resolved } from '../../app/ssh/resolved.ts';
import { SSH_ENV } from './process.ts';

/** `ssh -G` and `-O check` ask no network. Shorter only hits a busy machine; longer waits for a `Match exec` that hangs. */
const ASK_MS = 5000;
/** sun_path holds 108 bytes with its NUL, and ssh adds a dot and 16 letters while it makes the socket. */
const LONGEST_PATH = 108 - 1 - 17;
/** %C is a SHA-1 in hex (ssh_config(5)). */
const TOKEN_LENGTH = 40;

export interface Where {
  readonly target: string;
  readonly port?: number;
  readonly configFile?: string;
}

/** What ssh itself reads of the user's configuration for that target; undefined when it refuses it. */
export async function resolveTarget(where: Where): Promise<Resolved | undefined> {
  const { stdout, exitCode } = await ask(where, ['-G']);
  return exitCode === 0 ? parseResolved(stdout) : undefined;
}

/** With `alone` the user's master is left out: it does not answer. */
export async function controlOf(
  where: Where & { readonly controlFolder?: string; readonly alone?: boolean },
  resolved: Resolved | undefined,
): Promise<SshOptions['control']> {
  const theirs = where.alone === true ? undefined : resolved?.controlPath;
  if (theirs !== undefined && (await ask(where, ['-O', 'check'])).exitCode === 0) return { path: theirs, role: 'use' };
  const folder = where.controlFolder;
  if (folder === undefined || folder.length + 1 + TOKEN_LENGTH > LONGEST_PATH) return undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch {
    return undefined; // nowhere to share it: the connection works without
  }
  return { path: join(folder, '%C'), role: 'share' };
}

async function ask(
  { target, port, configFile }: Where,
  options: readonly string[],
): Promise<{ stdout: string; exitCode?: number }> {
  const file = configFile === undefined ? [] : ['-F', configFile];
  const at = port === undefined ? [] : ['-p', String(port)];
  const { stdout, exitCode } = await execa('ssh', [...file, ...at, ...options, '--', target], {
    reject: false,
    cwd: '/',
    env: SSH_ENV,
    stdin: 'ignore',
    timeout: ASK_MS,
  });
  return { stdout: typeof stdout === 'string' ? stdout : '', exitCode };
}
