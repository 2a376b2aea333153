import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { isWanted } from '../../../main/cli/ask.ts';

const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });

async function answer(text: string | undefined, isTTY = true): Promise<{ wanted: boolean; asked: string }> {
  const [input, output] = [terminal(isTTY), terminal(isTTY)];
  let asked = '';
  output.on('data', (chunk: Buffer) => (asked += chunk.toString()));
  const wanted = isWanted('Link a and b\u001b[2J', input as never, output as never);
  if (text === undefined) input.end();
  else input.write(text);
  return { wanted: await wanted, asked };
}

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  [undefined, false],
])('%j to the question before a change: %s', async (text, wanted) => {
  const { asked, ...said } = await answer(text);
  expect(said.wanted).toBe(wanted);
  expect(asked).toContain('Link a and b\\x1b[2J? [y/N]');
});

test('a script is not asked', async () => {
  expect(await answer(undefined, false)).toEqual({ wanted: true, asked: '' });
});
