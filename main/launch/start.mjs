import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { noDisplayReason } from './display.mjs';
import { electronArgs } from './electron.mjs';
import { root, say } from './paths.mjs';
import { prepare } from './prepare.mjs';

/** `npm start`: everything that is missing, then the window; without a display the same story in the terminal and a picture of the window. */
async function start() {
  const reason = await noDisplayReason();
  const electron = await prepare({ headless: reason !== undefined });
  if (reason === undefined) return run(electron.binary, electronArgs());
  say(`no window can be shown here: ${reason}. Running the same story without one`);
  const code = await demo();
  // Loaded only now: a start with a display has no use for Playwright.
  const { takeScreenshot } = await import('./screenshot.mjs');
  say(`the window looks like this: ${await takeScreenshot(electron)}`);
  return code;
}

function demo() {
  const cli = join(root, 'dist/cli/overlane.cjs');
  if (!existsSync(cli)) throw new Error('dist/cli/overlane.cjs was not built');
  return run(process.execPath, [cli, 'demo']);
}

/** Ctrl-C reaches the whole foreground group, so the child hears it from the terminal; we only wait for it to end.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code, as a shell would say it */
async function run(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' });
  const ignore = () => undefined;
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward);
  const [code, signal] = await once(child, 'exit');
  process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward);
  return code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
