/** `overlane`: a thin face over the engine. Words in, exit code out. */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { EXIT } from './exit-code.ts';
import { endQuietly, say } from './print.ts';
import { createProgram } from './program.ts';

declare const __OVERLANE_VERSION__: string;

endQuietly(process.stdout);
endQuietly(process.stderr);
void run();

async function run(): Promise<void> {
  try {
    const version = typeof __OVERLANE_VERSION__ === 'string' ? __OVERLANE_VERSION__ : 'development';
    const helperBundle = join(__dirname, '../helper/overlane-helper.cjs');
    // In a package Electron runs this as plain Node; commander would take the words to begin one earlier there.
    await createProgram({ helperBundle, version }).parseAsync(process.argv, { from: 'node' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

process.on('uncaughtException', (error) => {
  for (const line of `overlane: unexpected error: ${error.stack ?? error.message}`.split('\n')) say(line);
  process.exit(EXIT.failed);
});
