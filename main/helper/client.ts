/** Main's end of the conversation with the root helper: typed calls in, outcomes out. Never throws or rejects. */
import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import type { CommandOutcome } from '../../app/problem/command.ts';
import { LIMITS, PROTOCOL, ReplySchema, type Reply } from '../../app/contract/helper.ts';
import type { CallOptions, HostLock, Transport, Watch } from '../../app/contract/ports.ts';
import { askOf } from '../../app/contract/ask.ts';
import { probeArgv, type Probe } from '../../app/problem/probe.ts';
import type { Query } from '../../app/noun/query.ts';
import { stepArgv } from '../../app/noun/step-argv.ts';
import type { Step } from '../../app/noun/step.ts';
import { createLineReader } from './line-reader.ts';
import { createRequests, type Answer, type LockReply, type Requests } from './requests.ts';

/** The helper ends a caller that is silent for three of these. Shorter wakes idle machines; longer risks that end. */
const PING_MS = 60_000;
/** What stands around the steps of a request: verb, id, timeout. */
const ENVELOPE_BYTES = 200;
/** A million FDB entries are 130 MB; a longer line is no answer of ours. */
const MAX_REPLY_BYTES = 512 * 1024 * 1024;

export type Hello = Extract<Reply, { type: 'hello' }>;

/** As the transport's, for what needs root. `watch` is for named namespaces. */
export interface HelperClient extends Pick<Transport, 'read' | 'write' | 'probe' | 'watch'> {
  /** Takes this computer's lock for one change. */
  lock(who: string): Promise<HostLock>;
  /** Resolves with the reason when the helper is gone. */
  readonly ended: Promise<string>;
  /** Lets it end by itself, and waits for that. */
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves with the reason when the process is gone. */
  readonly ended: Promise<string>;
  readonly version: string;
  readonly onHello: (hello: Hello) => void;
}

export function connectHelper(options: ClientOptions): HelperClient {
  const { stdin, stdout, ended, version, onHello } = options;
  const say = (message: object): void => void (stdin.writable && stdin.write(`${JSON.stringify(message)}\n`));
  const requests = createRequests(say);
  const hangUp = (): void => void stdin.end();
  const reader = createLineReader(
    MAX_REPLY_BYTES,
    (line) => {
      const reply = parseReply(line);
      if (reply === undefined) hangUp();
      else if (reply.type === 'hello') onHello(reply);
      else requests.take(reply);
    },
    hangUp,
  );
  stdout.on('data', (chunk: Buffer) => reader.push(chunk));
  stdin.on('error', hangUp); // EPIPE: it has ended, and `ended` says why
  const ping = setInterval(() => void requests.run({ verb: 'ping' }), PING_MS).unref();
  void ended.then((why) => {
    clearInterval(ping);
    requests.endAll(why);
  });
  say({ verb: 'hello', protocol: PROTOCOL, version });
  return clientOf(requests, ended, hangUp);
}

function clientOf(requests: Requests, ended: Promise<string>, hangUp: () => void): HelperClient {
  return {
    ended,
    read: (queries, options) => readAll(requests, queries, options),
    write: (steps, options) => writeAll(requests, steps, options),
    probe: (probe, options) => probeOnce(requests, probe, options),
    watch: (namespaces, onDirty, onEnd) => watchNetns(requests, namespaces, onDirty, onEnd),
    lock: (who) => lockOnce(requests, who),
    close: async () => {
      hangUp();
      await ended;
    },
  };
}

/** One outcome a query: a question that got no answer says why. */
async function readAll(
  requests: Requests,
  queries: readonly Query[],
  options?: CallOptions,
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  for (let from = 0; from < queries.length; from += LIMITS.asks) {
    const some = queries.slice(from, from + LIMITS.asks);
    const { timeoutMs } = options ?? {};
    const answer = await requests.run({ verb: 'read', asks: some.map(askOf), timeoutMs }, options);
    outcomes.push(...some.map(({ argv }, at) => ({ argv, ...(answer.outcomes[at] ?? failureOf(answer)) })));
  }
  return outcomes;
}

/** As many requests as the plan is long; the first that fails is the last. */
async function writeAll(
  requests: Requests,
  steps: readonly Step[],
  options: Parameters<Transport['write']>[1],
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  const add = (outcome: Omit<CommandOutcome, 'argv'>): void => {
    const step = steps[outcomes.length];
    if (step === undefined) return;
    const whole = { argv: stepArgv(step), ...outcome };
    options?.onStep?.(outcomes.length, whole);
    outcomes.push(whole);
  };
  while (outcomes.length < steps.length && (outcomes.at(-1)?.exitCode ?? 0) === 0 && !outcomes.at(-1)?.failure) {
    const some = oneRequest(steps, outcomes.length);
    const before = outcomes.length;
    const { timeoutMs } = options ?? {};
    const request = { verb: 'write', steps: some, timeoutMs } as const;
    const answer = await requests.run(request, options, { onOutcome: (_index, outcome) => add(outcome) });
    const whole = answer.lost === undefined && answer.refused === undefined;
    if (!whole || outcomes.length === before) add(failureOf(answer));
  }
  return outcomes;
}

/** As many steps from here on as one line takes; at least one, which the helper refuses if it is too long by itself. */
function oneRequest(steps: readonly Step[], from: number): Step[] {
  let bytes = LIMITS.lineBytes - ENVELOPE_BYTES;
  let to = from;
  while (to < steps.length && to < from + LIMITS.steps) {
    bytes -= Buffer.byteLength(JSON.stringify(steps[to])) + 1;
    if (bytes < 0 && to > from) break;
    to += 1;
  }
  return steps.slice(from, to);
}

async function probeOnce(requests: Requests, probe: Probe, options?: CallOptions): Promise<CommandOutcome> {
  const { timeoutMs } = options ?? {};
  const answer = await requests.run({ verb: 'probe', probe, timeoutMs }, options);
  return { argv: probeArgv(probe), ...(answer.outcomes[0] ?? failureOf(answer)) };
}

function watchNetns(
  requests: Requests,
  namespaces: readonly string[],
  onDirty: Parameters<Transport['watch']>[1],
  onEnd: (why: string) => void,
): Watch {
  const stop = new AbortController();
  const ring = ({ netns, tables, fdb }: Extract<Reply, { type: 'dirty' }>): void => {
    if (!stop.signal.aborted) onDirty({ netns, tables, fdb });
  };
  const request = { verb: 'watch', namespaces: namespaces.slice(0, LIMITS.namespaces) } as const;
  void requests.run(request, { signal: stop.signal }, { onDirty: ring }).then(({ lost, refused, why }) => {
    if (!stop.signal.aborted) onEnd(lost ?? refused ?? why ?? 'its monitor ended');
  });
  return { stop: () => stop.abort() };
}

/** A helper that is gone, or of a version that knows no lock, keeps nobody out; the lock goes with the helper as well. */
async function lockOnce(requests: Requests, who: string): Promise<HostLock> {
  const stop = new AbortController();
  let said: (reply: Omit<LockReply, 'type' | 'id'>) => void = () => undefined;
  const answered = new Promise<Omit<LockReply, 'type' | 'id'>>((resolve) => (said = resolve));
  const ended = requests
    .run({ verb: 'lock', who: who.slice(0, LIMITS.who) }, { signal: stop.signal }, { onLock: said })
    .then(({ lost, refused }) => said({ unlocked: lost ?? refused ?? 'the helper gave no answer' }));
  const { by, unlocked } = await answered;
  if (by !== undefined) return { by };
  return { release: () => (stop.abort(), ended), ...(unlocked !== undefined && { unlocked }) };
}

function failureOf({ lost, refused }: Answer): Omit<CommandOutcome, 'argv'> {
  const failure = lost === undefined ? 'not-started' : 'helper-gone';
  const stderr = lost ?? refused ?? 'the helper gave no answer';
  return { failure, stdout: '', stderr, startedAt: Date.now(), durationMs: 0 };
}

function parseReply(line: Buffer): Reply | undefined {
  try {
    const parsed = v.safeParse(ReplySchema, JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // not JSON: no helper of ours speaks there, and the caller hangs up
  }
}
