import { describe, expect, test } from 'vitest';
import { missingProgram } from '../../../main/lab/machine.ts';
import { hostNames, layOut } from '../../../main/lab/layout.ts';

describe('programs', () => {
  test('that are not installed are named with the package that brings them', () => {
    expect(missingProgram('/nonexistent')).toMatchObject({
      code: 'command-missing',
      facts: { program: 'unshare', package: 'util-linux' },
    });
  });

  test('are looked for in sbin as well', () => {
    expect(missingProgram('/usr/bin:/bin')).toMatchObject({ facts: { program: 'bridge', package: 'iproute2' } });
  });
});

test('hosts beyond the third are numbered', () => {
  expect(hostNames(5)).toEqual(['alpha', 'beta', 'gamma', 'h4', 'h5']);
});

test('as many hosts as the underlay has addresses, and no more', () => {
  const laidOut = layOut('big', hostNames(252));
  expect(laidOut.ok && laidOut.value.at(-1)).toEqual({
    name: 'h252',
    underlay: '192.168.64.254',
    mac: '02:00:c0:a8:40:fe',
  });
  expect(layOut('big', hostNames(253))).toMatchObject({ ok: false });
});
