/** The question before a change, where a person sits before a terminal to answer it. Scripts and pipes are not asked. */
import { createInterface } from 'node:readline';
import { terminalLine } from '../../app/base/terminal-text.ts';

/** Only "y" and "yes" are a yes; the end of the input and Ctrl-C are a no. */
export async function isWanted(
  title: string,
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) return true;
  const lines = createInterface({ input, output });
  const answer = await new Promise<string>((resolve) => {
    lines.once('close', () => resolve(''));
    lines.once('SIGINT', () => lines.close());
    lines.question(`${terminalLine(title)}? [y/N] `, resolve);
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
