import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { openAskpass } from '../../../main/ssh/askpass.ts';
import { startSsh } from '../../../main/ssh/process.ts';
import { runtimeFolder } from '../../../main/ssh/runtime-folder.ts';
import { createTags } from '../../../main/ssh/tags.ts';

describe('an ssh process', () => {
  test('that is not installed says so instead of throwing', async () => {
    expect((await startSsh(['no-such-program-here'], {}).ended).missing).toBe(true);
  });

  test("gets the user's environment, but nothing that turns programs into ours", async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    const started = startSsh(['sh', '-c', 'echo "[$ELECTRON_RUN_AS_NODE][$LC_ALL][$HOME]"'], { LC_ALL: 'de_DE' });
    const said = new Promise((resolve) => started.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    expect(await said).toBe(`[][C][${process.env['HOME'] ?? ''}]\n`);
    vi.unstubAllEnvs();
  });

  test('that does not leave is made to', async () => {
    const started = startSsh(['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'], {});
    await started.leave();
    expect((await started.ended).exitCode).toBeUndefined();
  });
});

describe('the askpass program', () => {
  test('gets its answer through a folder that only we may enter, by the token of its login only, and fails when we are gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-ask-'));
    const askpass = openAskpass(folder);
    const { env } = askpass.register(async ({ text, hint }) => (text === 'no?' ? undefined : `${hint}:${text}`));
    const program = env['SSH_ASKPASS'] ?? '';
    const ask = (text: string, more: Record<string, string> = {}) =>
      execa(program, [text], { env: { ...env, SSH_ASKPASS_PROMPT: 'confirm', ...more }, reject: false });
    expect(statSync(join(program, '..')).mode & 0o777).toBe(0o700);
    expect(await ask("it's\n$HOME?")).toMatchObject({ exitCode: 0, stdout: "confirm:it's\n$HOME?" });
    expect(await ask('no?')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await ask('x', { OVERLANE_ASKPASS_TOKEN: 'other' })).toMatchObject({ exitCode: 1, stdout: '' });
    const stranger = connect(join(program, '../socket'));
    stranger.write('no json\n');
    await new Promise((resolve) => stranger.once('close', resolve));
    askpass.close();
    expect((await execa(program, ['x'], { env, reject: false })).exitCode).not.toBe(0);
    rmSync(folder, { recursive: true });
  });
});

describe('where sockets go', () => {
  test('is a folder of our own, also where the runtime folder is unset, relative or not ours', () => {
    for (const XDG_RUNTIME_DIR of [undefined, 'relative', '/proc/1']) {
      const { path, temporary } = runtimeFolder({ XDG_RUNTIME_DIR });
      expect([temporary, statSync(path).mode & 0o777]).toEqual([true, 0o700]);
      rmSync(path, { recursive: true });
    }
  });
});

describe('marked lines', () => {
  test('reach who listens for their mark, in pieces too; others reach nobody, and no line end is not waited for', () => {
    const tags = createTags();
    const [mark, other] = ['a'.repeat(32), 'b'.repeat(32)];
    const heard: string[] = [];
    const release = tags.listen(mark, (line) => heard.push(line));
    tags.push(Buffer.from(`noise\n${mark} 1 one\n${other} 2\n${mark} tw`));
    tags.push(Buffer.from('o\n'));
    tags.push(Buffer.alloc(1_000_000, 'x'));
    tags.push(Buffer.from(`\n${mark} three\n`));
    release();
    tags.push(Buffer.from(`${mark} four\n`));
    expect(heard).toEqual(['1 one', 'two', 'three']);
  });
});
