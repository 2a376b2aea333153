import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { build } from 'vite';
import { expect } from 'vitest';
import { labTest } from '../../lab/lab-for-test.ts';

const MODULE = resolve(import.meta.dirname, '../../../main/engine/file-change.ts');
const SCRIPT = `
import { readdirSync, writeFileSync } from 'node:fs';
import { fileChange } from ${JSON.stringify(MODULE)};
const [path, old] = ['mesh.yaml', 'members: [alpha]\\n'];
writeFileSync(path, old);
try { writeFileSync('fill', Buffer.alloc(1_000_000)); } catch {}
void fileChange(path, old, '# long\\n'.repeat(2000)).then((change) =>
  console.log(JSON.stringify([change.problem?.code, change.problem?.facts.reason, readdirSync('.')])));`;

labTest(
  'a file that its disk has no room for is refused before anything is done, and leaves nothing beside it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-file-full-'));
    try {
      const script = join(folder, 'script.ts');
      writeFileSync(script, SCRIPT);
      const output = { entryFileNames: 'script.mjs' };
      await build({
        configFile: false,
        logLevel: 'error',
        build: { ssr: script, outDir: folder, rollupOptions: { output } },
      });
      const inFull = 'mount -t tmpfs -o size=64k none /mnt && cd /mnt && exec "$0" "$1"';
      const { stdout } = await execa('unshare', [
        '-Urm',
        'sh',
        '-c',
        inFull,
        process.execPath,
        join(folder, 'script.mjs'),
      ]);
      const [code, reason, files] = JSON.parse(stdout) as [string, string, readonly string[]];
      expect([code, files]).toEqual(['overlay-file-unwritable', ['fill', 'mesh.yaml']]);
      expect(reason).toContain('ENOSPC');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
