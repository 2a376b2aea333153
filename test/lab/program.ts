import { spawn, type ChildProcess } from 'node:child_process';
import { until } from './until.ts';

/** A program of ours that a test runs and kills. */
export interface Program {
  readonly process: ChildProcess;
  readonly printed: () => string;
  /** Resolves when it has printed that line. */
  said(line: string): Promise<void>;
  kill(): Promise<void>;
}

export function runProgram(path: string, argv: readonly string[], as: readonly string[] = []): Program {
  const [file = '', ...rest] = [...as, process.execPath, path, ...argv];
  const child = spawn(file, rest, { cwd: '/', stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    process: child,
    printed: () => text,
    said: (line) => until(`"${line}" in ${JSON.stringify(text)}`, () => text.split('\n').includes(line)),
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}
