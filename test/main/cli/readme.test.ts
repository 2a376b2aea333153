/** README's list of commands, run in its order as it is printed there: each ends well, and nothing has to be changed in between. */
import { readFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { labName, labTest } from '../../lab/lab-for-test.ts';
import { hasSsh, withSshLab } from '../../lab/ssh-lab.ts';

const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The fenced block of a language that holds a text. */
function block(language: string, holding: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  const found = blocks.map(([, , text = '']) => text).find((text) => text.includes(holding));
  if (found === undefined) throw new Error(`README.md has no ${language} block with "${holding}"`);
  return found;
}

/** Runs in a folder that holds what the list names: the overlay of the README, and the checkout's tests. */
async function runAll(lines: readonly string[], sshConfig: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-readme-'));
  const lab = labName();
  const env = {
    HOME: folder,
    XDG_STATE_HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_RUNTIME_DIR: folder,
    OVERLANE_LAB: lab,
    OVERLANE_SSH_CONFIG: sshConfig,
  };
  const program = `overlane() { ${process.execPath} ${join(root, 'dist/cli/overlane.cjs')} "$@"; }`;
  const bash = (line: string) =>
    execa('bash', ['-c', `set -e\n${program}\n${line}`], { cwd: folder, env, reject: false, stdin: 'ignore' });
  writeFileSync(join(folder, 'overlay.yaml'), block('yaml', 'members:'));
  symlinkSync(join(root, 'test'), join(folder, 'test'));
  try {
    for (const line of lines) {
      const { exitCode, stderr, stdout } = await bash(line);
      expect([line, exitCode], `${stderr}\n${stdout.slice(-2000)}`).toEqual([line, 0]);
    }
  } finally {
    await bash('overlane lab down');
    rmSync(folder, { recursive: true, force: true });
  }
}

labTest(
  'the commands of README.md run in order, as printed',
  async () => {
    const lines = block('sh', 'overlane lab up').trim().split('\n');
    expect(lines.length).toBeGreaterThan(15);
    if (hasSsh) return withSshLab({ hosts: ['site-a', 'site-b'] }, ({ configFile }) => runAll(lines, configFile));
    const without = lines.filter((line) => !line.includes('ssh:'));
    console.warn(`not run without sshd: ${lines.length - without.length} commands over ssh`);
    return runAll(without, undefined);
  },
  180_000,
);
