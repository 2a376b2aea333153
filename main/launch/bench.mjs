import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, say } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

/** `npm run bench [-- NAME…]`: each test/bench/*.bench.ts or .mjs in a process of its own, so that one's garbage is not the next one's pause. */
async function bench(/** @type {readonly string[]} */ wanted) {
  await prepare({ headless: true });
  const folder = join(root, 'test/bench');
  const files = (existsSync(folder) ? readdirSync(folder).sort() : [])
    .filter((name) => /\.bench\.(ts|mjs)$/.test(name))
    .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
  let failed = 0;
  for (const file of files) {
    const code = await run([process.execPath, '--expose-gc', import.meta.filename, '--one', join(folder, file)]);
    if (code !== 0) failed += 1;
  }
  return failed;
}

/** TypeScript is loaded through Vite, which Node 20 cannot do by itself.
 * @param {string} file */
async function one(file) {
  const { runnerImport } = await import('vite');
  await runnerImport(resolve(file), { root, configFile: false, logLevel: 'warn' });
}

const [first, second = ''] = process.argv.slice(2);
try {
  if (first === '--one') await one(second);
  else process.exitCode = (await bench(process.argv.slice(2))) === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
