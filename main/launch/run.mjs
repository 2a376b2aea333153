import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** A program of node_modules, run by this Node: no PATH, no npx, no shell.
 * @param {string} script path inside node_modules
 * @param {readonly string[]} args
 * @returns {string[]} */
export function nodeTool(script, args) {
  return [process.execPath, join(root, 'node_modules', script), ...args];
}

/**
 * Runs it in the checkout. With `quiet` its output is kept and printed as one piece when it fails, so that programs that run side by
 * side do not write through each other.
 * @param {readonly string[]} argv
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<number | null>} the exit code; null after a signal
 */
export async function run(argv, { env = process.env, quiet = false } = {}) {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    cwd: root,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on('data', (data) => output.push(data));
  child.stderr?.on('data', (data) => output.push(data));
  const [code] = await once(child, quiet ? 'close' : 'exit');
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code;
}
