/** The root helper: takes typed requests as JSON lines on stdin, answers on stdout, listens nowhere. Wiring only. */
import { LIMITS, PROTOCOL, type Reply } from '../../app/contract/helper.ts';
import { shellTransport } from '../transport/shell.ts';
import { createActionLog } from './action-log.ts';
import { createLineReader } from './line-reader.ts';
import { ROOT_LOCK, ROOT_PLACE } from './place.ts';
import { createSession } from './session.ts';

declare const __OVERLANE_VERSION__: string;

/**
 * Main pings once a minute, also when it has nothing to ask. Shorter would end the access of a machine that swaps for a
 * moment; longer would leave a root process with a caller that is stopped or hangs.
 */
const IDLE_MS = Number(idleForTest() ?? 180_000);
/** How often the parent is looked at. Its death closes stdin at once; this is for a parent that gave the pipe to others. */
const PARENT_MS = 1_000;

/** Ours to keep ordinary: `ip netns add` makes /run/netns with it, and under 077 only root could list namespaces. */
process.umask(0o022);
process.chdir('/');

const parent = process.ppid;
const caller = callerOf(process.env['PKEXEC_UID']);
const log = createActionLog(caller);
const transport = shellTransport(ROOT_PLACE);
let heardAt = performance.now();
let leaving = false;

const session = createSession({
  transport,
  lock: ROOT_LOCK.take,
  netnsFolder: ROOT_PLACE.netnsFolder,
  log,
  send,
  leave: (why) => void leave(why),
});
const reader = createLineReader(LIMITS.lineBytes, take, () => {
  send({ type: 'refused', id: null, code: 'too-large', reason: `a line is longer than ${LIMITS.lineBytes} bytes` });
  void leave('a line was too long');
});

// Ctrl-C in the terminal is for main, which takes back what it began: through us.
process.on('SIGINT', () => log.say('signal', { name: 'SIGINT', answer: 'ignored' }));
send({
  type: 'hello',
  protocol: PROTOCOL,
  version: typeof __OVERLANE_VERSION__ === 'string' ? __OVERLANE_VERSION__ : 'development',
  uid: process.getuid?.() ?? -1,
  caller,
});
log.say('start', { pid: process.pid, parent });
process.stdin.on('data', (chunk: Buffer) => leaving || reader.push(chunk));
process.stdin.on('end', () => void leave('its caller closed the pipe'));
process.stdin.on('error', () => void leave('its caller closed the pipe'));
process.stdout.on('error', () => void leave('its caller no longer listens'));
process.stdout.on('drain', () => process.stdin.resume());
setInterval(lookAround, Math.min(PARENT_MS, IDLE_MS));

function take(line: Buffer): void {
  heardAt = performance.now();
  if (!leaving) session.take(line);
}

/** A caller that does not read its answers is not listened to either: what it asks would pile up in our memory. */
function send(reply: Reply): void {
  if (!process.stdout.write(`${JSON.stringify(reply)}\n`)) process.stdin.pause();
}

function lookAround(): void {
  if (process.ppid !== parent) void leave('its caller has ended');
  else if (session.isIdle() && performance.now() - heardAt > IDLE_MS) void leave('its caller was silent');
}

/** Running commands are cancelled and waited for, so that none outlives us and none is left half done unlogged. */
async function leave(why: string): Promise<void> {
  if (leaving) return;
  leaving = true;
  process.stdin.pause();
  await transport.close();
  log.say('end', { reason: why });
  process.exit(0);
}

function callerOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** Tests cannot wait for minutes. The installed helper gets an empty environment, so this is never set there. */
function idleForTest(): string | undefined {
  const text = process.env['OVERLANE_HELPER_IDLE_MS'];
  return text !== undefined && /^\d{2,6}$/.test(text) ? text : undefined;
}
