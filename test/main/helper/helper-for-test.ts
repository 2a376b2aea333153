import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test, type TestAPI } from 'vitest';
import { build } from 'vite';
import { PROTOCOL, type Reply } from '../../../app/contract/helper.ts';
import { bundles } from '../../../main/launch/bundles.mjs';
import { until } from '../../lab/until.ts';

/** Namespaces of its own: nothing that the helper does reaches this machine. */
const APART = ['--net', '--mount', '--propagation', 'private'];
const AS_ROOT = process.getuid?.() === 0 ? APART : ['--user', '--map-root-user', ...APART];
const SCENE =
  '/usr/bin/umount -l -R /run/netns 2>/dev/null; /usr/bin/mount -t tmpfs -o mode=755 tmpfs /run && /usr/bin/mkdir /run/netns && /usr/sbin/ip link set lo up && exec "$@"';

let built: Promise<string> | undefined;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The helper's bundle, made by the product's own configuration, where every user may read it. */
export function helperBundle(): Promise<string> {
  return (built ??= buildHelper());
}

async function buildHelper(): Promise<string> {
  const config = bundles()
    .find(({ name }) => name === 'helper')
    ?.config();
  if (config === undefined) throw new Error('there is no bundle named helper');
  const folder = mkdtempSync(join(tmpdir(), 'overlane-helper-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  await build({ ...config, logLevel: 'error', build: { ...config.build, sourcemap: false, outDir: folder } });
  return join(folder, 'overlane-helper.cjs');
}

/** A helper as root, and everything it said. */
export interface Talk {
  readonly child: ChildProcessWithoutNullStreams;
  readonly replies: Reply[];
  readonly log: () => string;
  say(...messages: readonly unknown[]): void;
  raw(data: string | Buffer): void;
  /** The reply that closes a request. */
  last(id: number | null): Promise<Reply>;
  /** Resolves with the exit code once it is gone. */
  readonly gone: Promise<number | null>;
  /** Runs a command where the helper works, and answers with what it printed. */
  look(...argv: readonly string[]): string;
}

export interface TalkOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Goes before the helper: a parent to kill. */
  readonly through?: readonly string[];
  /** False to say nothing at the beginning. */
  readonly hello?: boolean;
}

export async function withHelper<T>(body: (talk: Talk) => Promise<T>, options: TalkOptions = {}): Promise<T> {
  const talk = await startHelperApart(options);
  try {
    return await body(talk);
  } finally {
    talk.child.stdin.end();
    await Promise.race([talk.gone, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    talk.child.kill('SIGKILL');
  }
}

async function startHelperApart({ env = {}, through = [], hello = true }: TalkOptions): Promise<Talk> {
  const argv = ['sh', '-c', SCENE, 'scene', ...through, process.execPath, await helperBundle()];
  const child = spawn('unshare', [...AS_ROOT, ...argv], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const replies: Reply[] = [];
  let [open, log] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (open + chunk.toString()).split('\n');
    open = lines.pop() ?? '';
    replies.push(...lines.map((line) => JSON.parse(line) as Reply));
  });
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stdin.on('error', () => undefined); // EPIPE: a helper that ended is what many of these tests are about
  const gone = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const say = (...messages: readonly unknown[]): void =>
    void child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  await until(`the helper greets: ${log}`, () => replies.length > 0 || child.exitCode !== null);
  if (hello) say({ verb: 'hello', protocol: PROTOCOL, version: 'test' });
  const closing = (id: number | null) => replies.find((one) => isLast(one) && one.id === id);
  const last = async (id: number | null): Promise<Reply> => {
    await until(`an end of request ${id}\n${log}`, () => closing(id) !== undefined, 15_000);
    return closing(id) as Reply;
  };
  const look = (...command: readonly string[]): string => {
    const users = process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'];
    // A command that hangs would hang the whole run: no timer of a test can stop a synchronous call.
    const enter = ['-t', String(child.pid), ...users, '-m', '-n', ...command];
    const { stdout, error } = spawnSync('nsenter', enter, { encoding: 'utf8', timeout: 20_000 });
    if (error) throw new Error(`${command.join(' ')}: ${error.message}\n${stdout}`);
    return stdout;
  };
  return { child, replies, log: () => log, say, raw: (data) => void child.stdin.write(data), last, gone, look };
}

function isLast(reply: Reply): reply is Extract<Reply, { type: 'end' | 'refused' }> {
  return reply.type === 'end' || reply.type === 'refused';
}

/** `test` where a namespace of one's own can be made; elsewhere the reason is printed and the test skipped. */
export const apartTest: TestAPI = whyNotApart() === undefined ? test : (test.skip as unknown as TestAPI);

function whyNotApart(): string | undefined {
  const tried = spawnSync('unshare', [...AS_ROOT, 'true'], { encoding: 'utf8' });
  if (tried.status === 0) return undefined;
  console.warn(`helper tests skipped: this kernel makes no namespaces for this user: ${tried.stderr.trim()}`);
  return tried.stderr;
}
