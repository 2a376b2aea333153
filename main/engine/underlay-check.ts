/**
 * Asks two hosts about the network between them before a link is planned: both at once, bounded in time, shared by all who
 * ask at the same moment. The judgement is app/overlay's.
 */
import { setMaxListeners } from 'node:events';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { parseUdpSockets, whyNotAsked } from '../../app/problem/reach.ts';
import {
  candidatePairs,
  foreignSockets,
  leavesBy,
  rankPairs,
  underlayWith,
  type Foreign,
  type UnderlayCheck,
  type UnderlayPair,
} from '../../app/overlay/underlay-check.ts';
import type { Underlay } from '../../app/overlay/underlay.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import type { ApplyContext } from './executor.ts';
import { hostUnreachable } from './refusals.ts';
import { askLargest, askWay, type Asker } from './underlay-probes.ts';

/**
 * A whole check. Reaching takes four seconds where nothing answers, and the search for the largest packet some more.
 * Shorter would leave far hosts unchecked; longer would keep a command line waiting for hosts that say nothing.
 */
const MOST_MS = 15_000;
/** How long an answer is good for another who asks. Shorter asks again for each page that is opened; longer shows what was mended as broken. */
const FRESH_MS = 20_000;

export interface CheckOptions {
  /** Addresses that are chosen already; null where none is. */
  readonly addresses?: readonly [string | null, string | null];
  /** Whatever was found before. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
}

export interface UnderlayChecks {
  check(hosts: readonly [HostId, HostId], options?: CheckOptions): Promise<Result<UnderlayCheck>>;
  /** What was found last for that choice; undefined before the first check. */
  last(hosts: readonly [HostId, HostId], addresses?: CheckOptions['addresses']): UnderlayCheck | undefined;
  /** Ends what is under way. */
  stop(): void;
}

type Context = Pick<ApplyContext, 'collector' | 'record'>;

interface Kept {
  readonly at: number;
  readonly answer: Promise<Result<UnderlayCheck>>;
  readonly stop: AbortController;
  found?: UnderlayCheck;
}

export function createUnderlayChecks(context: Context & { readonly now: () => number }): UnderlayChecks {
  const kept = new Map<string, Kept>();
  const keyOf = (hosts: readonly HostId[], addresses: CheckOptions['addresses']): string =>
    JSON.stringify([hosts, addresses ?? [null, null]]);
  const begin = (key: string, hosts: readonly [HostId, HostId], addresses: CheckOptions['addresses']): Kept => {
    const stop = new AbortController();
    const last = kept.get(key)?.found;
    const answer = checkOnce(hosts, addresses, context, stop.signal).then((result) => {
      if (result.ok) one.found = result.value;
      return result;
    });
    const one: Kept = { at: context.now(), stop, found: last, answer };
    kept.set(key, one);
    return one;
  };
  return {
    check: async (hosts, { addresses, again = false, signal } = {}) => {
      const key = keyOf(hosts, addresses);
      const known = kept.get(key);
      const fresh = known !== undefined && !again && context.now() - known.at < FRESH_MS;
      const one = fresh ? known : begin(key, hosts, addresses);
      const cancel = (): void => (kept.delete(key), one.stop.abort());
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
      const answer = await one.answer;
      signal?.removeEventListener('abort', cancel);
      // A host that could not be asked at all is asked anew the next time.
      if (!answer.ok && kept.get(key) === one) kept.delete(key);
      return answer;
    },
    last: (hosts, addresses) => kept.get(keyOf(hosts, addresses))?.found,
    stop: () => kept.forEach(({ stop }) => stop.abort()),
  };
}

async function checkOnce(
  hosts: readonly [HostId, HostId],
  addresses: CheckOptions['addresses'],
  context: Context,
  signal: AbortSignal,
): Promise<Result<UnderlayCheck>> {
  const limit = limited(signal, MOST_MS);
  const [a, b] = [askingOf(hosts[0], context, limit.signal), askingOf(hosts[1], context, limit.signal)];
  if (!a.ok || !b.ok) {
    limit.release();
    return a.ok ? (b as typeof a & { ok: false }) : a;
  }
  const sides = [a.value, b.value] as const;
  const [pairs, ...foreign] = await Promise.all([
    askPairs(sides, choose(sides, addresses)),
    askForeign(sides[0]),
    askForeign(sides[1]),
  ]);
  limit.release();
  return ok({ hosts, pairs, foreign: [foreign[0], foreign[1]] });
}

interface Asking extends Asker {
  readonly tables: Tables;
}

function askingOf(host: HostId, { collector, record }: Context, signal: AbortSignal): Result<Asking> {
  const found = collector(host);
  const tables = found?.snapshot()?.tables;
  if (found === undefined || tables === undefined) return fail(hostUnreachable(host));
  const ask: Asker['ask'] = async (probe) => {
    const outcome = await found.transport.probe(probe, { signal });
    record(host, 'verify', [outcome]);
    return outcome;
  };
  return ok({ host, ask, tables });
}

/** Every pair that fits what was chosen. */
function choose(
  [a, b]: readonly [Asking, Asking],
  addresses: CheckOptions['addresses'],
): readonly (readonly [Underlay, Underlay])[] {
  const [one, other] = [underlayWith(a.tables, addresses?.[0] ?? ''), underlayWith(b.tables, addresses?.[1] ?? '')];
  if (one !== undefined && other !== undefined) return [[one, other]];
  return candidatePairs(a.tables, b.tables, [one, other]);
}

/** All pairs at once, each both ways; then the largest packet for the best of them. */
async function askPairs(
  [a, b]: readonly [Asking, Asking],
  pairs: readonly (readonly [Underlay, Underlay])[],
): Promise<readonly UnderlayPair[]> {
  const asked = await Promise.all(
    pairs.map(async ([one, other]): Promise<UnderlayPair> => {
      const ways = await Promise.all([askWay(a, one.address, other.address), askWay(b, other.address, one.address)]);
      const [there, back] = [leavesBy(a.tables, one, other, ways[0]), leavesBy(b.tables, other, one, ways[1])];
      return { addresses: [one.address, other.address], ways: [there, back] };
    }),
  );
  const [best, ...rest] = rankPairs(asked);
  const devices = pairs.find(
    ([one, other]) => one.address === best?.addresses[0] && other.address === best.addresses[1],
  );
  if (best === undefined || devices === undefined) return [];
  const top = Math.min(devices[0].mtu, devices[1].mtu);
  const [there, back] = best.ways;
  const measured = await Promise.all([
    there.reach.state === 'answered' ? askLargest(a, best.addresses, top) : {},
    back.reach.state === 'answered' ? askLargest(b, [best.addresses[1], best.addresses[0]], top) : {},
  ]);
  const ways = [
    { ...there, ...measured[0] },
    { ...back, ...measured[1] },
  ] as const;
  return [{ ...best, ways }, ...rest];
}

async function askForeign({ host, ask, tables }: Asking): Promise<Foreign> {
  const outcome = await ask({ kind: 'udp-sockets', netns: '' });
  const why = outcome.exitCode === 0 ? undefined : (whyNotAsked(outcome, host) ?? `ss on ${hostName(host)} failed`);
  return why === undefined ? { sockets: foreignSockets(parseUdpSockets(outcome.stdout), tables) } : { why };
}

/** A signal that follows another and aborts by itself after a time. */
function limited(source: AbortSignal, ms: number): { signal: AbortSignal; release: () => void } {
  const limit = new AbortController();
  // Every probe under way listens: a dozen a host are no leak.
  setMaxListeners(0, limit.signal);
  const end = (): void => limit.abort();
  const timer = setTimeout(end, ms);
  source.addEventListener('abort', end, { once: true });
  if (source.aborted) end();
  return { signal: limit.signal, release: () => (clearTimeout(timer), source.removeEventListener('abort', end)) };
}
