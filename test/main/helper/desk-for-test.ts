import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test, type TestAPI } from 'vitest';
import { readText } from '../../../main/lab/proc.ts';
import { until } from '../../lab/until.ts';
import script from './desk.sh?raw';

export type DeskUser = 'ruled' | 'asked' | 'refused';
const UIDS: Readonly<Record<DeskUser | 'root', number>> = { root: 0, ruled: 4711, asked: 4712, refused: 4713 };

interface Done {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** A system bus and polkit of our own, where three users sit: one with a rule, one who is asked, one who is refused. */
export interface Desk {
  /** Runs a command there as one of them; answers with what it printed. Without `as`, as root. */
  run(argv: readonly string[], as?: DeskUser): Promise<Done>;
  close(): Promise<void>;
}

const APART = [
  '--mount',
  '--net',
  '--uts',
  '--pid',
  '--fork',
  '--mount-proc',
  '--kill-child',
  '--propagation',
  'private',
];

export async function openDesk(): Promise<Desk> {
  const child = spawn('unshare', [...APART, 'sh', '-c', script, 'desk', process.execPath], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await until(`the desk is ready: ${said}`, () => said.includes('ready\n') || child.exitCode !== null, 20_000);
  if (child.exitCode !== null) throw new Error(`the desk ended: ${said}`);
  const inner = readText(`/proc/${child.pid}/task/${child.pid}/children`).trim();
  return {
    run: (argv, as) => runAt(inner, argv, UIDS[as ?? 'root']),
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

/** The shell stays: pkexec gives up when its parent is outside its pid namespace. */
function runAt(pid: string, argv: readonly string[], uid: number): Promise<Done> {
  const enter = ['-t', pid, '-m', '-n', '-u', '-p', '--'];
  const become = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const child = spawn(
    'nsenter',
    [...enter, ...(uid === 0 ? [] : become), 'sh', '-c', '"$@"; exit $?', 'desk', ...argv],
    {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SHELL: '/bin/sh' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => void child.once('close', (code) => resolve({ stdout, stderr, code })));
}

/** Program → Debian package. */
const PROGRAMS = {
  '/usr/bin/pkexec': 'pkexec',
  '/usr/lib/polkit-1/polkitd': 'polkitd',
  '/usr/bin/pkttyagent': 'polkitd',
  '/usr/bin/dbus-daemon': 'dbus-daemon',
  '/usr/bin/dbus-uuidgen': 'dbus-bin',
  '/usr/bin/script': 'bsdutils',
};

/** `test` where a desk can be opened; elsewhere the reason is printed and the test skipped. */
export const deskTest: TestAPI = whyNoDesk() === undefined ? test : (test.skip as unknown as TestAPI);

export function whyNoDesk(): string | undefined {
  const missing = Object.entries(PROGRAMS).find(([program]) => !existsSync(program));
  const why =
    process.getuid?.() !== 0 ? 'they need root' : missing && `${missing[0]} (Debian package ${missing[1]}) is missing`;
  if (why !== undefined) console.warn(`polkit tests skipped: ${why}`);
  return why ?? unmountable();
}

/** In some containers root may not mount. */
function unmountable(): string | undefined {
  const tried = spawnSync('unshare', [...APART, 'mount', '-t', 'tmpfs', 'tmpfs', '/run'], { encoding: 'utf8' });
  if (tried.status !== 0) console.warn(`polkit tests skipped: nothing can be mounted here: ${tried.stderr.trim()}`);
  return tried.status === 0 ? undefined : tried.stderr;
}
