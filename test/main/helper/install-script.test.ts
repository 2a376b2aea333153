import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ELEVATED } from '../../../main/helper/elevate.ts';
import install from '../../../main/helper/install.sh?raw';
import uninstall from '../../../main/helper/uninstall.sh?raw';
import { deskTest as test, openDesk, whyNoDesk, type Desk } from './desk-for-test.ts';

const FOLDER = '/usr/libexec/overlane';
const POLICY = 'io.github.overlane.helper.policy';
const NAMES = ['overlane-helper', 'overlane-helper.cjs', 'overlane-runtime', 'origin', POLICY];
/** Where pkexec's caller stages, by its uid. */
const FROM = '/run/user/4711/overlane-install';
const SUM = createHash('sha256').update('x\n').digest('hex');
const SUMS = NAMES.map((name) => `${SUM}  ${name}`).join('\n');

let desk: Desk;
beforeAll(async () => {
  if (whyNoDesk() === undefined) desk = await openDesk();
}, 30_000);
afterAll(() => desk?.close());

/** Stages what a good caller would, lets `spoil` have its way with it, and runs the script as root does for that caller. */
async function installed(spoil: string, env: readonly string[] = ['PKEXEC_UID=4711']): Promise<number | null> {
  const stage = `rm -rf ${FROM}; mkdir -m 700 ${FROM}; cd ${FROM}; for name in ${NAMES.join(' ')}; do echo x >$name; done; printf '%s\\n' "$1" >SHA256SUMS; ${spoil}`;
  await desk.run(['sh', '-c', stage, 'stage', SUMS], 'ruled');
  return (await desk.run(['timeout', '10', 'env', ...env, 'bash', '-c', install])).code;
}

async function left(): Promise<string> {
  const find = `find ${FOLDER} /usr/libexec/.overlane-* /usr/share/polkit-1/actions/${POLICY} 2>/dev/null`;
  return (await desk.run(['sh', '-c', find])).stdout;
}

describe('the script that root runs to install', () => {
  test('installs what is as it says, owned by root', async () => {
    expect(await installed(':')).toBe(0);
    const { stdout } = await desk.run(['sh', '-c', `stat -c '%n %U %a' ${FOLDER} ${FOLDER}/*`]);
    expect(stdout.trim().split('\n')).toEqual([
      `${FOLDER} root 755`,
      `${FOLDER}/origin root 644`,
      `${FOLDER}/overlane-helper root 755`,
      `${FOLDER}/overlane-helper.cjs root 644`,
      `${FOLDER}/overlane-runtime root 755`,
    ]);
    await desk.run(['sh', '-c', `echo copy >${FOLDER}/origin`]);
    expect((await desk.run(['bash', '-c', uninstall])).code).toBe(0);
    expect(await left()).toBe('');
  });

  test.for([
    ['a link to a file of root', 'ln -sf /etc/shadow origin'],
    ['a link to another file of the same content', 'echo x >../x; ln -sf ../x origin'],
    ['a pipe', 'rm origin; mkfifo origin'],
    ['a file that is not what was listed', 'echo y >overlane-helper'],
    ['a file that is missing', 'rm overlane-runtime'],
    ['a list without the policy', `sed -i '/policy/d' SHA256SUMS`],
    ['a list that names a path', `echo "${SUM}  ../../../etc/x" >>SHA256SUMS; echo x >/run/user/4711/x`],
    ['a list that names another file', `echo "${SUM}  sudoers" >>SHA256SUMS; echo x >sudoers`],
    ['a list that is a command', `echo '$(touch /etc/pwned) \`touch /etc/pwned\`' >>SHA256SUMS`],
    ['a folder that others may write', `chmod 777 ${FROM}`],
    ['a link instead of the folder', `mv ${FROM} ../moved; ln -s ../moved ${FROM}; true`],
  ] as const)('refuses %s, and leaves nothing', async ([, spoil]) => {
    expect(await installed(spoil)).not.toBe(0);
    expect(await left()).toBe('');
    expect((await desk.run(['ls', '/etc/pwned'])).stdout).toBe('');
    await desk.run(['rm', '-rf', '/run/user/moved', '/run/user/4711/moved', FROM]);
  });

  test("refuses another user's folder, and a caller that is no number", async () => {
    expect(await installed(':', ['PKEXEC_UID=4712'])).not.toBe(0);
    expect(await installed(':', ['PKEXEC_UID=4711/../4711'])).not.toBe(0);
    expect(await installed(':', ['PKEXEC_UID='])).not.toBe(0);
    expect(await left()).toBe('');
  });
});

describe('what goes into sudo-prompt', () => {
  test('is the same whoever runs it and wherever: the first shell finds nothing to expand', async () => {
    for (const [text, script] of [
      [ELEVATED.install, install],
      [ELEVATED.uninstall, uninstall],
    ] as const) {
      expect(text).not.toMatch(/(?<!\\)(\\\\)*[$`]/);
      // Through the two shells as sudo-prompt does it, with a program in the place of pkexec that shows what arrives.
      const shown = `/usr/bin/printf "%s" "${text.replaceAll('"', '\\"')}"`;
      const { stdout } = await desk.run(['sh', '-c', shown]);
      expect(stdout).toBe(script.replace(/^\s*#.*\n/gm, ''));
    }
  });
});
