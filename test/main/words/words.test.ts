/**
 * The manual page and the completions are made from the commands: these files are what the packages carry.
 * `npx vitest run --config test/vitest.config.ts test/main/words -u` writes them again.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../../main/cli/program.ts';
import { SHELLS } from '../../../main/cli/words/completion-commands.ts';
import { manPage } from '../../../main/cli/words/man.ts';
import { allCommands, shapeOf } from '../../../main/cli/words/shape.ts';

const root = join(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const shape = shapeOf(createProgram({ helperBundle: '', version }));
const folder = mkdtempSync(join(tmpdir(), 'overlane-words-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of that name that knows two hosts and an overlay, one host of which no shell should run. */
const ANSWERS = `#!/bin/sh
case "$2" in
  host) printf '%s\\n' local lab:alpha lab:beta ssh:site-a ;;
  overlay) printf '%s\\n' mesh ;;
esac
`;
writeFileSync(join(folder, 'overlane'), ANSWERS);
chmodSync(join(folder, 'overlane'), 0o755);
const env = {
  ...process.env,
  PATH: `${folder}:${process.env['PATH']}`,
  HOME: folder,
  ZDOTDIR: folder,
  XDG_CONFIG_HOME: folder,
};

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** What a shell offers after a line; each asks it in its own way. */
const OFFERS: Record<keyof typeof SHELLS, (line: string) => string> = {
  bash: (line) => {
    const ask = `source ${join(folder, 'completion.bash')}; COMP_LINE=$1; COMP_POINT=\${#1}; _overlane; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--norc', '-c', ask, 'bash', line], { env, encoding: 'utf8' });
  },
  zsh: (line) => {
    // Without a terminal nothing is completed: what would be offered is written down instead.
    const ask = `compdef() { :; }; compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- "$@"; }
_describe() { local one; for one in \${(P)4}; do print -r -- "\${\${one//\\\\\\\\:/:}%%:*}"; done; }; _files() { print FILES; }
source ${join(folder, 'completion.zsh')}; words=(\${=1}); [[ $1 == *' ' ]] && words+=(''); CURRENT=\${#words}; _overlane`;
    return execFileSync('zsh', ['-f', '-c', ask, 'zsh', line], { env, encoding: 'utf8' });
  },
  fish: (line) => {
    const ask = `source ${join(folder, 'completion.fish')}; complete -C$argv[1]`;
    return execFileSync('fish', ['--no-config', '-c', ask, line], { env, encoding: 'utf8' });
  },
};

test('the manual page is that of the commands', async () => {
  await expect(manPage(shape, version)).toMatchFileSnapshot(join(root, 'resources/man/overlane.1'));
});

test('every command and option stands in the manual page, and groff has nothing to say', (context) => {
  const page = manPage(shape, version).replaceAll('\\-', '-');
  for (const { path, options } of allCommands(shape)) {
    expect(page).toContain(`overlane ${path.join(' ')}`.trim());
    for (const { term } of options) expect(page).toContain(term);
  }
  if (!has('groff')) return context.skip('groff is not installed');
  const { stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww'], {
    input: manPage(shape, version),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
});

describe.each(Object.entries(SHELLS) as [keyof typeof SHELLS, (typeof SHELLS)['bash']][])('%s', (shell, script) => {
  writeFileSync(join(folder, `completion.${shell}`), script(shape));

  test('its file is that of the commands', async () => {
    await expect(script(shape)).toMatchFileSnapshot(join(root, `resources/completions/overlane.${shell}`));
  });

  const words = (line: string): readonly string[] =>
    OFFERS[shell](line)
      .split('\n')
      .map((one) => one.split('\t')[0]?.trim() ?? '')
      .filter((one) => one !== '');

  test('offers commands, hosts, overlays, choices and options, each in its place', (context) => {
    if (!has(shell)) return context.skip(`${shell} is not installed`);
    expect(words('overlane ')).toEqual(expect.arrayContaining(['snapshot', 'overlay', 'doctor', 'paste', 'import']));
    expect(words('overlane overlay ')).toEqual(expect.arrayContaining(['plan', 'apply', 'adopt']));
    expect(words('overlane overlay ')).not.toContain('snapshot');
    expect(words('overlane snapshot ')).toEqual(expect.arrayContaining(['lab:alpha', 'ssh:site-a']));
    // Words of an option are no command, and an alias is what it stands for.
    expect(words('overlane --lab overlay snapshot ')).toContain('lab:alpha');
    expect(words('overlane import ')).toContain('lab:beta');
    expect(words('overlane unlink ')).toContain('mesh');
    expect(words('overlane persist lab:alpha --overlay ')).toEqual(['mesh']);
    expect(words('overlane persist lab:alpha --format ')).toContain('networkd');
    expect(words('overlane fdb add lab:alpha --')).toEqual(expect.arrayContaining(['--dry-run', '--check', '--yes']));
  });

  test('finishes a host at its colon', (context) => {
    if (!has(shell)) return context.skip(`${shell} is not installed`);
    // bash puts what it is given behind the colon; zsh is handed all of them and chooses itself.
    const found = words('overlane link lab:alpha lab:b');
    if (shell === 'bash') expect(found).toEqual(['beta']);
    else expect(found).toContain('lab:beta');
  });
});

test('the packages carry them', () => {
  const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  for (const [line, times] of [
    ['resources/man/overlane.1=/usr/share/man/man1/overlane.1', 2],
    ['resources/completions/overlane.bash=/usr/share/bash-completion/completions/overlane', 2],
    ['resources/completions/overlane.fish=/usr/share/fish/vendor_completions.d/overlane.fish', 2],
    ['resources/completions/overlane.zsh=/usr/share/zsh/vendor-completions/_overlane', 1],
    ['resources/completions/overlane.zsh=/usr/share/zsh/site-functions/_overlane', 1],
  ] as const)
    expect(builder.split(line).length - 1, line).toBe(times);
});
