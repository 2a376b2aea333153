/**
 * One command as root through sudo-prompt, for installing and removing the helper. sudo-prompt hands its command to two
 * shells, and the first, ours, expands `$…`, backquotes and the name of the working directory. So what goes in is fixed when
 * Overlane is built: this file alone calls it, with the two scripts below and from `/`.
 */
import { spawn } from 'node:child_process';
import sudoPrompt from 'sudo-prompt';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import { withoutComments } from '../lab/script.ts';
import install from './install.sh?raw';
import { problem } from './start.ts';
import uninstall from './uninstall.sh?raw';

export type RootScript = 'install' | 'uninstall';

const TEXTS: Readonly<Record<RootScript, string>> = {
  install: withoutComments(install),
  uninstall: withoutComments(uninstall),
};

/** As the first shell has to see it: sudo-prompt escapes the double quotes, and nothing else. */
export const ELEVATED: Readonly<Record<RootScript, string>> = {
  install: TEXTS.install.replace(/[\\$`]/g, '\\$&'),
  uninstall: TEXTS.uninstall.replace(/[\\$`]/g, '\\$&'),
};

/** Asks for an administrator's password and runs the script as root. Stays in `/` afterwards. */
export function runElevated(script: RootScript): Promise<Result<null>> {
  process.chdir('/');
  return new Promise((resolve) => {
    sudoPrompt.exec(ELEVATED[script], { name: 'Overlane' }, (error, _stdout, stderr) =>
      resolve(error ? fail(whyNot(script, error.message, String(stderr ?? ''))) : ok(null)),
    );
  });
}

/** The same script for a process that is root already; `folder` is its private staging folder. */
export function runDirectly(script: RootScript, folder: string): Promise<Result<null>> {
  const child = spawn('/bin/sh', ['-c', TEXTS[script], `overlane-${script}`, folder], {
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(fail(whyNot(script, error.message, ''))));
    child.once('close', (code) => resolve(code === 0 ? ok(null) : fail(whyNot(script, `exit code ${code}`, stderr))));
  });
}

/** sudo-prompt's texts, 9.3.2. */
function whyNot(script: RootScript, message: string, stderr: string) {
  if (message === 'User did not grant permission.') return problem('admin-dismissed', {});
  if (message === 'No polkit authentication agent found.') return problem('admin-no-agent', {});
  if (message === 'Unable to find pkexec or kdesudo.') return problem('admin-no-pkexec', {});
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return problem(script === 'install' ? 'install-failed' : 'uninstall-failed', { message: said || message });
}
