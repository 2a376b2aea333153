/**
 * One change a host at a time, whoever makes it: the window, a command line, another session of the same user. A lock is a file that
 * names its process; it counts as long as that process lives, so that nobody has to clear up after `kill -9`.
 *
 * Covered: everybody who shares the folder (the journal's), and whoever changes the same host, as which user and from where he may:
 * the host keeps a lock of its own in /run, taken over ssh, through the root helper, or in the lab. That one is inherited by the
 * commands of a change, so that after `kill -9` the next one waits for what still runs. Where a host can keep none, that is said, and
 * the re-reading before each change has to do.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { hostName, type HostId } from '../../app/base/host.ts';
import { incarnationOf } from '../../app/noun/system/incarnation.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { isStillRunning, startOf, userName } from './armed.ts';
import type { Collector } from './collector-port.ts';

/** Longer than most changes take; then the plan would be out of date anyway. Shorter refuses what a moment's patience allows. */
const MOST_MS = 60_000;
/** Between two looks. Shorter only reads a file more often; longer lets a change that has ended hold the next one up. */
const AGAIN_MS = 100;
/** The same on a remote, where a look is a round trip and a process. */
const AGAIN_THERE_MS = 500;

const Holder = v.object({ pid: v.number(), pidStart: v.string(), about: v.string(), mark: v.string() });
type Holder = v.InferOutput<typeof Holder>;

export interface LockOptions {
  /** Where locks lie of hosts that keep none themselves. */
  readonly folder: string;
  /** What the lock is taken for, for others who wait. */
  readonly about: string;
  readonly signal: AbortSignal;
  /** Told once when somebody else has to be waited for. */
  readonly onWait: (problem: Problem) => void;
  readonly mostMs?: number;
}

type Release = () => void | Promise<void>;

/** Locks all of the hosts, or none; the function returned lets them go. In one order for everybody, so that no two wait for each other. */
export async function lockHosts(hosts: readonly Collector[], options: LockOptions): Promise<Result<Release>> {
  const places = hosts.map((host) => [host.transport.host, pathOf(host, options.folder)] as const);
  const wanted = new Map(places.map(([host, path]) => [path, host]));
  const taken: Release[] = [];
  const release = async (): Promise<void> => void (await Promise.all(taken.map((one) => one())));
  for (const [path, host] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = new Map(hosts.map(({ transport }) => [transport.host, transport.lock]));
    const locks = [() => lockOne(host, path, options), () => lockThere(host, own.get(host), options)];
    for (const take of locks) {
      const lock = await take();
      if (!lock.ok) {
        await release();
        return lock;
      }
      taken.push(lock.value);
    }
  }
  return ok(release);
}

/** The lock that the host keeps itself. */
async function lockThere(host: HostId, take: Transport['lock'], options: LockOptions): Promise<Result<Release>> {
  if (take === undefined) return ok(() => undefined);
  return patiently({ ...options, againMs: AGAIN_THERE_MS }, async () => {
    const lock = await take(`${userName()}@${hostname()}: ${options.about}`);
    if ('by' in lock) return { wait: lockedBy(host, lock.by) };
    if (lock.unlocked !== undefined) options.onWait(notLocked(host, lock.unlocked));
    return { release: lock.release };
  });
}

type Try = { readonly release: Release } | { readonly wait: Problem };

/** Tries until it is ours, until it was waited for long enough, or until the change is cancelled. */
async function patiently(
  { signal, onWait, mostMs = MOST_MS, againMs = AGAIN_MS }: LockOptions & { readonly againMs?: number },
  attempt: () => Promise<Try>,
): Promise<Result<Release>> {
  const until = performance.now() + mostMs;
  for (let told = false; ; told = true) {
    const tried = await attempt();
    if ('release' in tried) return ok(tried.release);
    if (performance.now() >= until || signal.aborted) return fail({ ...tried.wait, severity: 'error' });
    if (!told) onWait(tried.wait);
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

/** Two names of one machine have one lock; its id is known once it was read. */
function pathOf(collector: Pick<Collector, 'transport' | 'snapshot'>, folder: string): string {
  const { host, lockFile } = collector.transport;
  if (lockFile !== undefined) return lockFile;
  const { machine } = incarnationOf(collector.snapshot()?.tables);
  return join(folder, `${(machine ?? host).replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 200)}.lock`);
}

async function lockOne(host: HostId, path: string, options: LockOptions): Promise<Result<Release>> {
  const { about } = options;
  const { pid } = process;
  const own: Holder = { pid, pidStart: startOf(pid) ?? '', about, mark: randomUUID() };
  return patiently(options, async () => {
    const holder = lockNow(path, own);
    // Where no file can be written there is nothing to wait for; the journal has its own word on that.
    if (holder === undefined || holder === 'unwritable')
      return { release: () => void (holder === undefined && letGo(path, own)) };
    return { wait: lockedBy(host, `“${holder.about}”, process ${holder.pid}`) };
  });
}

function lockNow(path: string, own: Holder): Holder | undefined | 'unwritable' {
  for (;;) {
    const holder = tryLock(path, own);
    if (holder !== 'cleared') return holder;
  }
}

/** The living holder, or undefined when it is ours now. A link is made with its content or not at all. */
function tryLock(path: string, own: Holder): Holder | undefined | 'unwritable' | 'cleared' {
  const draft = `${path}.${own.mark}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
    linkSync(draft, path);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'unwritable';
    const holder = holderOf(path);
    if (holder !== undefined && isStillRunning(holder)) return holder;
    clear(path, holder, own);
    return 'cleared';
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of a process that is gone: one at a time, or a second one would remove the lock that the first has taken since. */
function clear(path: string, dead: Holder | undefined, own: Holder): void {
  const guard = `${path}.clearing`;
  const draft = `${path}.${own.mark}`;
  try {
    linkSync(draft, guard);
  } catch {
    // Somebody else is at it, or died at it: the next look finds the lock gone, or this guard without a living owner.
    const other = holderOf(guard);
    if (other !== undefined && !isStillRunning(other)) moveAway(guard, own);
    return;
  }
  if (holderOf(path)?.mark === dead?.mark) rmSync(path, { force: true });
  rmSync(guard, { force: true });
}

function moveAway(guard: string, own: Holder): void {
  try {
    renameSync(guard, `${guard}.${own.mark}`);
  } catch {
    // Another has moved it away: that is as good.
    return;
  }
  rmSync(`${guard}.${own.mark}`, { force: true });
}

function letGo(path: string, own: Holder): void {
  if (holderOf(path)?.mark === own.mark) rmSync(path, { force: true });
}

function holderOf(path: string): Holder | undefined {
  try {
    const parsed = v.safeParse(Holder, JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Gone since, or no lock of ours: nobody holds it.
    return undefined;
  }
}

function notLocked(host: HostId, reason: string): Problem {
  return {
    code: 'host-unlocked',
    severity: 'info',
    where: { host },
    facts: { host: hostName(host), reason },
    retry: false,
  };
}

function lockedBy(host: HostId, about: string): Problem {
  return {
    code: 'host-locked',
    severity: 'info',
    where: { host },
    facts: { host: hostName(host), about },
    retry: true,
  };
}
