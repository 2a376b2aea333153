/** Two users of one host: each has their own journal and folder, and knows nothing of the other. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { expect } from 'vitest';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { until } from '../../lab/until.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');
const HELD = '/run/overlane-change';

function start(lab: SshLab, user: string, ...args: readonly string[]): ResultPromise {
  const home = join(lab.folder, user);
  mkdirSync(home, { recursive: true });
  const env = { OVERLANE_SSH_CONFIG: lab.configFile, HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home };
  return execa(process.execPath, [bundle, ...args], { env, reject: false, stdin: 'ignore' });
}

/** Holds the lock as the agent of somebody's change does, until it is told to let go. */
const HOLD = `exec 9<>${HELD}; flock 9; echo carl@far >${HELD}; until [ -e /run/go ]; do sleep 0.1; done; rm ${HELD}`;

test('two users change one host one after the other, as root and through sudo; who was killed keeps nobody out', async () => {
  await withSshLab({}, async (lab) => {
    const host = lab.host('alpha');
    const sh = (text: string): Promise<string> => inHost(host, 'sh', '-c', text);
    const ann = (...args: readonly string[]) => start(lab, 'ann', ...args);
    const bob = (...args: readonly string[]) => start(lab, 'bob', ...args);
    const both = await Promise.all([
      ann('bridge', 'add', 'ssh:alpha', 'br9'),
      bob('bridge', 'add', 'ssh:free-alpha', 'br9'),
    ]);
    const told = both.map(({ exitCode, stderr, stdout }) => `${exitCode} ${String(stdout)}${String(stderr)}`);
    expect(told.map((text) => text.startsWith('0')).sort(), told.join('\n')).toEqual([false, true]);
    const [winner, loser] = told[0]?.startsWith('0') === true ? [ann, bob] : [bob, ann];
    expect((await loser('undo')).exitCode).toBe(1);

    const held = sh(HOLD);
    await until('it is held', async () => (await sh(`cat ${HELD} 2>/dev/null || true`)) === 'carl@far\n');
    const waiting = winner('undo');
    let said = '';
    waiting.stderr?.on('data', (chunk) => (said += String(chunk)));
    await until('it waits', () => said.includes('carl@far'), 60_000);
    expect(await sh('ip -br link')).toContain('br9');
    await sh('touch /run/go');
    await held;
    const undone = await waiting;
    expect(undone.exitCode, `${String(undone.stdout)}${said}`).toBe(0);
    expect(await sh('ip -br link')).not.toContain('br9');

    const killed = ann('bridge', 'add', 'ssh:alpha', 'br8');
    await until('it holds the lock', async () => (await sh(`cat ${HELD} 2>/dev/null || true`)).includes('br8'), 60_000);
    killed.kill('SIGKILL');
    await killed;
    const next = await bob('bridge', 'add', 'ssh:free-alpha', 'br7');
    expect(next.exitCode, `${String(next.stdout)}${String(next.stderr)}`).toBe(0);
    await until('nothing of it is left', async () => (await sh(`ls ${HELD} 2>/dev/null || true`)) === '');
  });
}, 240_000);
