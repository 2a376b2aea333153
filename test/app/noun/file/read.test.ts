import { expect, test } from 'vitest';
import { fileShell, fileText, parseFiles } from '../../../../app/noun/file/read.ts';
import { fileHolds, invertFile, simulateFile } from '../../../../app/noun/file/steps.ts';
import { EMPTY_TABLES } from '../../../../app/noun/snapshot.ts';

const PATH = '/etc/sysctl.d/90-overlane-a.conf';

test('what a host lists, byte by byte', () => {
  const listed = [
    `= 644 ${PATH}\n|a\n|\n||b\n\n`,
    '= 600 /etc/netplan/90-overlane-a.yaml\n|no end of line\n',
    '= 755 /etc/overlane/overlane-a.sh\n\n',
    '! 0000 /etc/overlane/overlane-b.sh\n',
    '= 644 /etc/overlane/overlane-c.txt\n|not ours\n\n',
  ].join('');
  const rows = parseFiles(listed).rows.map(({ path, mode, content }) => [path, mode, content]);
  expect(rows).toEqual([
    [PATH, '0644', 'a\n\n|b\n'],
    ['/etc/netplan/90-overlane-a.yaml', '0600', 'no end of line'],
    ['/etc/overlane/overlane-a.sh', '0755', ''],
    ['/etc/overlane/overlane-b.sh', '0000', undefined],
  ]);
});

test('a step is read as a command that does the same, and runs in a script with what it reads', () => {
  const step = { do: 'file-write', path: PATH, content: "it's\n" } as const;
  expect(fileText(step)).toBe(`install -D -m 0644 /dev/stdin ${PATH} <<'OVERLANE'\nit's\nOVERLANE`);
  expect(fileShell(step)).toMatch(/^printf %s 'it'\\''s\n' \| sh -c '/);
  expect(fileText({ do: 'file-remove', path: PATH })).toBe(`rm ${PATH}`);
  const unmanaged = '/etc/NetworkManager/conf.d/90-overlane-a.conf';
  expect(fileText({ ...step, path: unmanaged })).toMatch(/\nOVERLANE\nsystemctl reload NetworkManager$/);
  expect(fileText({ do: 'file-remove', path: unmanaged })).toBe(`rm ${unmanaged}\nsystemctl reload NetworkManager`);
});

test('writing holds by content and mode, and takes back to what was there', () => {
  const write = { do: 'file-write', path: PATH, content: 'a\n' } as const;
  const written = simulateFile(EMPTY_TABLES, write);
  expect(fileHolds(EMPTY_TABLES, write)).toBe(false);
  expect(fileHolds(written, write)).toBe(true);
  expect(fileHolds({ ...written, file: written.file.map((row) => ({ ...row, mode: '0666' })) }, write)).toBe(false);
  expect(invertFile(write, EMPTY_TABLES)).toEqual([{ do: 'file-remove', path: PATH }]);
  expect(invertFile({ ...write, content: 'b\n' }, written)).toEqual([write]);
  expect(invertFile({ do: 'file-remove', path: PATH }, written)).toEqual([write]);
  const unreadable = { ...written, file: written.file.map(({ content: _, ...row }) => row) };
  expect(invertFile(write, unreadable)).toEqual([]);
});
