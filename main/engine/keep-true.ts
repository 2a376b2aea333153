/** Keep-true mode: repairs an overlay by itself when it drifts, more and more patiently where that does not last. */
import type { DeclaredOverlay } from '../../app/contract/overlay-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Stated } from './stated.ts';

/**
 * Milliseconds that an entry must be missing before it is brought back. Shorter: somebody who replaces an entry in two commands is
 * overtaken; longer: the overlay is broken for that long.
 */
const SETTLED_MS = 1000;
/** Milliseconds after a repair before the next one of the same overlay, doubled while repairs do not last. Shorter: two programs fight; longer: a second accident waits. */
const BACK_OFF_MS = 2000;
/** The most it waits: somebody who mends the cause should not have to wait much longer than a coffee. */
const LAST_BACK_OFF_MS = 300_000;
/** A repair that lasted this long, in milliseconds, was a good one: what breaks then is a new accident. */
const LASTED_MS = 60_000;

export interface KeeperOptions {
  readonly stated: Pick<Stated, 'views' | 'blame'>;
  readonly clock: Clock;
  /** Plans and applies; answers with what went wrong. */
  readonly repair: (spec: OverlaySpec) => Promise<readonly Problem[]>;
}

export interface Keeper {
  /** Called whenever a host or a statement changed. */
  look(): void;
  stop(): void;
}

interface Patience {
  readonly notBefore: number;
  readonly waitMs: number;
  readonly repairedAt: number;
}

export function createKeeper({ stated, clock, repair }: KeeperOptions): Keeper {
  const patience = new Map<string, Patience>();
  const busy = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    const due = stated.views().flatMap((view) => {
      const at = dueAt(view, patience.get(view.spec.name));
      return at === undefined || busy.has(view.spec.name) ? [] : [{ view, at }];
    });
    const now = clock.now();
    for (const { view, at } of due) if (at <= now) void mend(view);
    const next = Math.min(...due.filter(({ at }) => at > now).map(({ at }) => at));
    if (Number.isFinite(next)) timer = setTimeout(look, next - now);
  };

  const mend = async (view: DeclaredOverlay): Promise<void> => {
    const { spec } = view;
    const { name } = spec;
    const brokeAt = brokenSince(view);
    busy.add(name);
    const before = patience.get(name);
    const problems = await repair(spec);
    const now = clock.now();
    const lasted = before === undefined || brokeAt - before.repairedAt > LASTED_MS;
    const waitMs = lasted ? BACK_OFF_MS : Math.min(before.waitMs * 2, LAST_BACK_OFF_MS);
    patience.set(name, { notBefore: now + waitMs, waitMs, repairedAt: now });
    stated.blame(
      name,
      problems.find(({ severity }) => severity === 'error'),
    );
    busy.delete(name);
    look();
  };

  return {
    look,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function brokenSince({ members }: DeclaredOverlay): number {
  return Math.min(...members.flatMap(({ drift }) => drift.map(({ since }) => since)));
}

/** When it may be repaired; `undefined` when nothing is to be repaired. */
function dueAt(view: DeclaredOverlay, patience: Patience | undefined): number | undefined {
  const since = brokenSince(view);
  if (!view.keepTrue || !Number.isFinite(since)) return undefined;
  return Math.max(since + SETTLED_MS, patience?.notBefore ?? 0);
}
