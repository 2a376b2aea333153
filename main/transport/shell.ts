import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { probeArgv, probeTimeoutMs, type Probe } from '../../app/problem/probe.ts';
import type { Query } from '../../app/noun/query.ts';
import { createCalls } from './calls.ts';
import { runCommand, type CommandOptions } from './command.ts';
import { runFramed } from './frame.ts';
import { judge, notRun, type Place } from './place.ts';
import { startWatch, type RunningWatch } from './watch.ts';
import { writeSteps, type WritePlace } from './write.ts';

/** The transport of a place: reads in one framed round trip, writes step by step, watches through monitors. */
export function shellTransport(place: Place): Transport {
  const calls = createCalls();
  const watches = new Set<RunningWatch>();
  return {
    host: place.host,
    writable: place.readOnly === undefined,
    why: place.readOnly,
    read: (queries, options) => calls.run(options, (joined) => readAll(place, queries, joined)),
    write: (steps, options) =>
      calls.run(options, (joined) => writeSteps(writePlace(place), steps, { ...joined, onStep: options?.onStep })),
    probe: (probe, options) => calls.run(options, (joined) => probeOnce(place, probe, joined)),
    watch: (namespaces, onDirty, onEnd) => {
      const watch = startWatch(place, namespaces, onDirty, onEnd);
      watches.add(watch);
      void watch.ended.then(() => watches.delete(watch));
      return watch;
    },
    close: async () => {
      for (const watch of watches) watch.stop();
      await Promise.all([calls.endAll(), ...[...watches].map(({ ended }) => ended)]);
    },
  };
}

function writePlace(place: Place): WritePlace {
  return {
    isAlive: place.isAlive,
    readOnly: place.readOnly,
    run: async (argv, options) => {
      const inherit = place.held?.fd();
      const outcome = { ...(await runCommand(place.enter(argv), { ...options, inherit })), argv };
      return judge(place, [outcome])[0] ?? outcome;
    },
  };
}

async function readAll(
  place: Place,
  queries: readonly Query[],
  options: CommandOptions,
): Promise<readonly CommandOutcome[]> {
  const argvs = queries.map(({ argv }) => argv);
  if (!place.isAlive()) return argvs.map((argv) => notRun(argv, 'host-gone'));
  return judge(place, await runFramed(place.enter, argvs, options));
}

async function probeOnce(place: Place, probe: Probe, options: CommandOptions): Promise<CommandOutcome> {
  const argv = probeArgv(probe);
  if (!place.isAlive()) return notRun(argv, 'host-gone');
  const timeoutMs = options.timeoutMs ?? probeTimeoutMs(probe);
  const outcome = await runCommand(place.enter(argv), { ...options, timeoutMs });
  return judge(place, [{ ...outcome, argv }])[0] ?? notRun(argv, 'host-gone');
}
