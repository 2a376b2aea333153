import { expect, test } from 'vitest';
import { findProgram, isT64Release, packagesForLibraries } from '../../../main/launch/system.mjs';

const PRINTED = `
\tlinux-vdso.so.1 (0x00007ffd)
\tlibffmpeg.so => /opt/electron/libffmpeg.so (0x00007f)
\tlibnss3.so => not found
\tlibnspr4.so => not found
\tlibatk-bridge-2.0.so.0 => not found
\tlibasound.so.2 => not found
\tlibgbm.so.1 => not found
\tlibpango-1.0.so.0 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
`;

test('each library that ldd misses leads to its Debian package; what is not listed comes with GTK', () => {
  expect(packagesForLibraries(PRINTED)).toEqual([
    'libnss3',
    'libnss3',
    'libatk-bridge2.0-0',
    'libasound2',
    'libgbm1',
    'libgtk-3-0',
  ]);
  expect(packagesForLibraries('\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n')).toEqual([]);
});

test.each([
  ['ID=ubuntu\nVERSION_ID="22.04"\n', false],
  ['ID=ubuntu\nVERSION_ID="24.04"\n', true],
  ['ID=ubuntu\nVERSION_ID="25.10"\n', true],
  ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n', false],
  ['ID=debian\nVERSION_ID="13"\n', true],
  ['ID=debian\nVERSION_CODENAME=sid\n', true],
])('the release %j has the t64 names: %s', (text, expected) => expect(isT64Release(text)).toBe(expected));

test('a program outside of PATH is found in sbin, and a made-up one is not', () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    expect(findProgram('sh')).toMatch(/\/bin\/sh$/);
    expect(findProgram('overlane-made-up')).toBeUndefined();
  } finally {
    process.env.PATH = path;
  }
});
