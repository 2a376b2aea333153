import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport, Watch } from '../../app/contract/ports.ts';
import { stepArgv } from '../../app/noun/step-argv.ts';
import { isOfRoot } from '../../app/base/doctor-ask.ts';
import type { Query } from '../../app/noun/query.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import type { HelperClient } from '../helper/client.ts';
import { hasAdministrativeAccess } from '../lab/machine.ts';
import { createCalls } from './calls.ts';
import { notRun } from './place.ts';
import { shellTransport } from './shell.ts';

/** The switch as this transport sees it. */
export interface LocalAccess {
  /** The root helper, while administrative access is on. */
  helper(): HelperClient | undefined;
  /** Why there is none, as the end of a sentence. */
  why(): string;
  /** Calls back when it is switched on or off; the function returned ends that. */
  onChange(listener: () => void): () => void;
}

interface LocalOptions {
  /** Whether we may look into named namespaces ourselves; found out when absent. */
  readonly entersNetns?: boolean;
  /** What ends with the transport. */
  readonly onClose?: () => Promise<unknown>;
}

const NO_ACCESS: LocalAccess = {
  helper: () => undefined,
  why: () => 'changes on this computer need administrative access: the switch in the window, or overlane --admin',
  onChange: () => () => undefined,
};

/**
 * This computer: read directly as far as we may, the rest and every change through the root helper. Also a process that
 * is root changes nothing before access is switched on. Without it named namespaces answer "not permitted".
 */
export function localTransport(access: LocalAccess = NO_ACCESS, options: LocalOptions = {}): Transport {
  const entersNetns = options.entersNetns ?? hasAdministrativeAccess();
  const direct = shellTransport({
    host: 'local',
    enter: (argv) => argv,
    isAlive: () => true,
    entersNetns,
    netnsFolder: '/run/netns',
    readOnly: 'changes go through the helper',
  });
  const calls = createCalls();
  const watches = new Set<Watch>();
  return {
    host: 'local',
    get writable() {
      return access.helper() !== undefined;
    },
    get why() {
      return access.helper() === undefined ? access.why() : undefined;
    },
    read: (queries, call) => {
      const helper = entersNetns ? undefined : access.helper();
      if (helper === undefined) return direct.read(queries, call);
      return calls.run(call, (joined) => readBoth(direct, helper, queries, joined));
    },
    write: (steps, call) => {
      const helper = access.helper();
      const [first] = steps;
      if (helper === undefined)
        return Promise.resolve(first ? [notRun(stepArgv(first), 'not-started', access.why())] : []);
      return calls.run(call, (joined) => helper.write(steps, { ...joined, onStep: call?.onStep }));
    },
    probe: (probe, call) => {
      const helper = entersNetns || probe.netns === HOST_NETNS ? undefined : access.helper();
      if (helper === undefined) return direct.probe(probe, call);
      return calls.run(call, (joined) => helper.probe(probe, joined));
    },
    watch: (namespaces, onDirty, onEnd) => {
      const named = entersNetns ? [] : namespaces.filter((name) => name !== HOST_NETNS);
      const watch = watchBoth(direct, access, [namespaces, named], onDirty, onEnd);
      watches.add(watch);
      return { stop: () => (watches.delete(watch), watch.stop()) };
    },
    lock: (who) => access.helper()?.lock(who) ?? Promise.resolve({ release: () => undefined }),
    close: async () => {
      for (const watch of watches) watch.stop();
      await Promise.all([direct.close(), calls.endAll()]);
      await options.onClose?.();
    },
  };
}

/** What an ordinary user is refused: other namespaces, the filter rules, and keyfiles of NetworkManager and netplan. */
function needsRoot({ netns, table, doctor }: Query): boolean {
  return netns !== HOST_NETNS || table === 'forward' || table === 'file' || (doctor !== undefined && isOfRoot(doctor));
}

async function readBoth(
  direct: Transport,
  helper: HelperClient,
  queries: readonly Query[],
  options: Parameters<Transport['read']>[1],
): Promise<readonly CommandOutcome[]> {
  const [ours, theirs] = await Promise.all([
    direct.read(
      queries.filter((query) => !needsRoot(query)),
      options,
    ),
    helper.read(queries.filter(needsRoot), options),
  ]);
  const [own, root] = [ours.values(), theirs.values()];
  return queries.flatMap((query) => (needsRoot(query) ? root : own).next().value ?? []);
}

/** Our own monitors all the time, and the helper's in the named namespaces while there is one. Ends as a whole. */
function watchBoth(
  direct: Transport,
  access: LocalAccess,
  [namespaces, named]: readonly [readonly string[], readonly string[]],
  onDirty: Parameters<Transport['watch']>[1],
  onEnd: (why: string) => void,
): Watch {
  let helpers: { readonly of: HelperClient; readonly watch: Watch } | undefined;
  const stop = (): void => {
    release();
    helpers?.watch.stop();
    own.stop();
  };
  const end = (why: string): void => {
    stop();
    onEnd(why);
  };
  const follow = (): void => {
    const helper = access.helper();
    if (helper === helpers?.of) return;
    helpers?.watch.stop();
    helpers = helper && named.length > 0 ? { of: helper, watch: helper.watch(named, onDirty, end) } : undefined;
  };
  const release = access.onChange(follow);
  const own = direct.watch(namespaces, onDirty, end);
  follow();
  return { stop };
}
