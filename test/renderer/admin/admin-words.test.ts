import { describe, expect, test } from 'vitest';
import type { AdminView, Installed } from '../../../app/contract/admin-view.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { problemText } from '../../../app/problem/text.ts';
import {
  helperDeeds,
  helperText,
  sizeText,
  standingProblem,
  switchTip,
  totalText,
} from '../../../renderer/admin/admin-words.ts';

const file = (size: number) => ({ path: '/x', mode: '755', size, sha256: 'a'.repeat(64) });
const deedsOf = (installed: Installed, direct: boolean): string =>
  Object.entries(helperDeeds({ installed, direct }))
    .filter(([, can]) => can)
    .map(([deed]) => deed)
    .join(' ');

describe('the helper', () => {
  test('is installed where it is missing or old, and removed only where Overlane put it', () => {
    const all = (['no', 'outdated', 'copy', 'package'] as const).map((one) => deedsOf(one, false));
    expect(all).toEqual(['install', 'install remove', 'remove', '']);
  });

  test('needs no installing when Overlane runs as root, but a copy can still go', () => {
    expect([deedsOf('no', true), deedsOf('copy', true)]).toEqual(['', 'remove']);
    expect(helperText({ installed: 'no', direct: true })).toContain('not needed');
    expect(helperText({ installed: 'no', direct: false })).toBe('not installed');
  });

  test('a password is announced only where one is asked for', () => {
    expect(switchTip({ state: 'off', direct: false })).toContain('polkit asks for a password');
    expect(switchTip({ state: 'off', direct: true })).toContain('no password is asked for');
  });
});

test('why access is off is no longer said once installing the helper has answered it', () => {
  const problem = (code: Problem['code']): Problem => ({ code, severity: 'error', where: {}, facts: {}, retry: true });
  const said = (code: Problem['code'], installed: Installed): string | undefined =>
    standingProblem({ state: 'off', direct: false, installed, problem: problem(code) } satisfies AdminView)?.code;
  expect([said('admin-not-installed', 'no'), said('admin-not-installed', 'copy')]).toEqual([
    'admin-not-installed',
    undefined,
  ]);
  expect([said('admin-outdated', 'outdated'), said('admin-outdated', 'copy')]).toEqual(['admin-outdated', undefined]);
  expect(said('admin-denied', 'copy')).toBe('admin-denied');
});

test('sizes keep three figures and change their unit where the number would', () => {
  const sizes = [0, 999, 1_000, 16_234, 999_499, 999_500, 181_400_000];
  expect(sizes.map(sizeText)).toEqual(['0 B', '999 B', '1.0 kB', '16.2 kB', '999 kB', '1.0 MB', '181 MB']);
  expect([totalText([file(12)]), totalText([file(500), file(700)])]).toEqual(['1 file, 12 B', '2 files, 1.2 kB']);
});

test('each way not to get access has a sentence of its own, what to do, and that reading goes on', () => {
  const codes = [
    'admin-dismissed',
    'admin-denied',
    'admin-no-agent',
    'admin-no-polkit',
    'admin-no-pkexec',
    'admin-not-installed',
    'admin-outdated',
    'admin-start-failed',
  ] as const;
  const facts = { path: '/usr/libexec/overlane/overlane-helper', found: 1, wanted: 2, message: 'no bus' };
  const said = codes.map((code) => problemText({ code, facts }));
  expect(new Set(said.map(({ text }) => text)).size).toBe(codes.length);
  expect(new Set(said.map(({ remedy }) => remedy)).size).toBe(codes.length);
  for (const { text, remedy } of said) {
    expect(`${text} ${remedy}`).not.toMatch(/[{}]/);
    expect(remedy).toMatch(/reading goes on\.$/);
  }
});
