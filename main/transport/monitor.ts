import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Dirty, parseMonitorLine } from '../../app/noun/monitor.ts';
import { withoutComments } from '../lab/script.ts';
import { startCommand, type RunningCommand } from './command.ts';
import type { Place } from './place.ts';
import leash from './leash.sh?raw';

/** What a monitor tells about: read again when it begins to listen and when it has lost messages. */
export const MONITORED = ['link', 'address', 'route', 'fdb', 'neighbour', 'sysctl'] as const;

/** A leash needs a few milliseconds. Shorter would kill it on a busy machine; longer keeps a deleted namespace alive. */
const LEASH_MS = 500;

export interface RunningMonitor {
  kill(): void;
  /** Resolves when it and its leash are gone; with what it last complained about. */
  readonly ended: Promise<string>;
}

/** One `ip monitor` or `bridge monitor` on a leash; each line that means a change rings. */
export function startMonitor(
  place: Place,
  argv: readonly string[],
  netns: string,
  onDirty: (dirty: Dirty) => void,
): RunningMonitor {
  const command = startCommand(place.enter(['sh', '-c', withoutComments(leash), 'overlane-watch', ...argv]), {
    buffer: false,
    stdin: 'pipe',
  });
  const everything = (): void => onDirty({ netns, tables: MONITORED });
  let complaint = '';
  eachLine(command.process.stdout, (line) => {
    if (line === 'listening') return everything();
    const dirty = parseMonitorLine(line, netns);
    if (dirty) onDirty(dirty);
  });
  eachLine(command.process.stderr, (line) => {
    // "netlink receive error No buffer space available": events came faster than they were read, and are lost.
    complaint = line;
    everything();
  });
  return { kill: () => letGo(command), ended: command.ending.then(() => complaint) };
}

/** The leash ends by itself when stdin does, and reaps what it started; killing it is for a leash that does not. */
function letGo(command: RunningCommand): void {
  command.process.stdin?.end();
  const timer = setTimeout(command.kill, LEASH_MS);
  void command.ending.then(() => clearTimeout(timer));
}

function eachLine(stream: Readable | null | undefined, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
