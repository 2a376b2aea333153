/** Runs the built command line as a user does: another process, its own XDG folders, a lab of its own name. */
import { execa, type ResultPromise } from 'execa';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labName } from '../../lab/lab-for-test.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  run(...args: string[]): Promise<Ran>;
  start(...args: string[]): ResultPromise;
  readonly lab: string;
  readonly journalPath: string;
  /** The journal's text so far; empty before the first line. */
  journal(): string;
}

/** The lab is taken down and the folder removed whatever happens; a `lab` that is given ends with who started it. */
export async function withCli<T>(body: (cli: Cli) => Promise<T>, given?: { readonly lab: string }): Promise<T> {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm test builds it first`);
  const folder = mkdtempSync(join(tmpdir(), 'overlane-cli-'));
  const lab = given?.lab ?? labName();
  const state = join(folder, 'state');
  mkdirSync(state);
  const env = { OVERLANE_LAB: lab, XDG_STATE_HOME: state, XDG_CONFIG_HOME: join(folder, 'config'), HOME: folder };
  const journalPath = join(state, 'overlane/journal.jsonl');
  const start: Cli['start'] = (...args) =>
    execa(process.execPath, [bundle, ...args], { env, reject: false, stdin: 'ignore' });
  const run: Cli['run'] = async (...args) => {
    const { exitCode, stdout, stderr } = await start(...args);
    return { exitCode, stdout: String(stdout), stderr: String(stderr) };
  };
  const journal = (): string => (existsSync(journalPath) ? readFileSync(journalPath, 'utf8') : '');
  try {
    return await body({ run, start, lab, journalPath, journal });
  } finally {
    if (given === undefined) await run('lab', 'down');
    rmSync(folder, { recursive: true, force: true });
  }
}
