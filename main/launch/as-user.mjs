import { chownSync, existsSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Runs a command of this checkout as a user that nobody is, with a home of its own, in a mount namespace of its own: the checkout may
 * lie where only root can look. Nothing is left when it ends.
 * @param {readonly string[]} argv absolute paths in it that lie in the checkout, and Node itself, are put where the user can reach them
 * @param {string} report a file that the command writes; handed over to where it belongs
 * @returns {Promise<number | null>} the exit code
 */
export async function asOrdinaryUser(argv, report) {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-user-'));
  const inside = fileURLToPath(new URL('as-user-inside.mjs', import.meta.url));
  const uid = unusedUid();
  const out = join(folder, 'report.json');
  try {
    chownSync(folder, uid, uid);
    const command = argv.map((word) => word.replaceAll(report, out));
    const unshare = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      '--',
      process.execPath,
      inside,
      folder,
      String(uid),
      root,
      ...command,
    ];
    const code = await run(unshare);
    if (existsSync(out)) copyFileSync(out, report);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Below 65534 (nobody) and above what useradd gives out. */
function unusedUid() {
  const taken = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => Number(line.split(':')[2])),
  );
  let uid = 61_234;
  while (taken.has(uid)) uid += 1;
  return uid;
}
