/** Over real processes: what is killed, and what it had started, decide when others get in. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../../main/transport/command.ts';
import { heldLock } from '../../../main/transport/held-lock.ts';

describe('the lock that commands inherit', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'overlane-held-'));
    path = join(folder, 'overlane-change');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('names whom it is held by, lets the next one in, and leaves nothing', async () => {
    const [one, other] = [heldLock(path), heldLock(path)];
    const first = await one.take('ann@desk: Add bridge\u001b[2J');
    expect(first).toMatchObject({ release: expect.any(Function) as unknown });
    expect(await other.take('bob@desk: x')).toEqual({ by: 'ann@desk: Add bridge?[2J' });
    if ('release' in first) void first.release();
    expect(one.fd()).toBeUndefined();
    const second = await other.take('bob@desk: x');
    expect(second).not.toHaveProperty('by');
    if ('release' in second) void second.release();
    expect(existsSync(path)).toBe(false);
  });

  test('is held by a command that still runs when the one who began it is gone', async () => {
    const one = heldLock(path);
    await one.take('ann@desk: a change');
    const child = spawn('sh', ['-c', 'echo on; read end'], { stdio: ['pipe', 'pipe', 'ignore', one.fd() ?? 'ignore'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    // As kill -9 leaves it: our own end of it is closed, nothing is cleared up.
    closeSync(one.fd() as number);
    expect(await heldLock(path).take('bob@desk: x')).toEqual({ by: 'ann@desk: a change' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end('\n');
    await ended;
    expect(await heldLock(path).take('bob@desk: x')).not.toHaveProperty('by');
  });

  test('is one for many who ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, at) => heldLock(path).take(`u${at}@desk: x`)));
    expect(all.filter((one) => !('by' in one))).toHaveLength(1);
  });

  test('is said to be none where it cannot be had, and nobody waits', async () => {
    expect(await heldLock(join(folder, 'nowhere/x')).take('me')).toMatchObject({
      unlocked: expect.stringContaining('ENOENT') as string,
    });
    expect(await heldLock(path, ['no-such-flock']).take('me')).toHaveProperty('unlocked');
    writeFileSync(join(folder, 'file'), '');
    expect(await heldLock(join(folder, 'file/x')).take('me')).toHaveProperty('unlocked');
  });

  test('is file 3 of a command, with and without input', async () => {
    const one = heldLock(path);
    await one.take('me');
    const argv = ['sh', '-c', 'cat; readlink /proc/self/fd/3'];
    expect(await runCommand(argv, { inherit: one.fd(), input: 'in ' })).toMatchObject({ stdout: `in ${path}\n` });
    expect(await runCommand(argv, { inherit: one.fd() })).toMatchObject({ stdout: `${path}\n` });
    expect((await runCommand(argv)).stdout).toBe('');
  });
});
