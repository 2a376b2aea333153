import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verify } from '../../../main/launch/fallback.mjs';

test('an archive with another content than the pinned one is refused before it is unpacked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-fallback-'));
  try {
    const tarball = join(folder, 'electron.tgz');
    writeFileSync(tarball, 'something else');
    await expect(verify(tarball)).rejects.toThrow(/is not the file it should be: sha512-/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
