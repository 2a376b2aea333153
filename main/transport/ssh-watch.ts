import { type Dirty, monitorArgvs, parseMonitorLine } from '../../app/noun/monitor.ts';
import type { Watch } from '../../app/contract/ports.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import type { Dial } from '../ssh/dial.ts';
import { watchProgram } from '../ssh/program.ts';
import { MONITORED } from './monitor.ts';

export type SshWatch = Watch;

/** As many as one window would want to see ring by itself; a remote with more is read as a whole every 15 s all the same. */
const MOST_NAMESPACES = 64;

/** Monitors in each namespace over the one session; ends with it. Without privilege only the host's own namespace is heard. */
export function startSshWatch(
  dial: Dial,
  namespaces: readonly string[],
  onDirty: (dirty: Dirty) => void,
  onEnd: (why: string) => void,
): SshWatch {
  let stopped = false;
  let release: () => void = () => undefined;
  const end = (why: string): void => {
    if (stopped) return;
    stop();
    onEnd(why);
  };
  const stop = (): void => {
    stopped = true;
    release();
  };
  const start = async (): Promise<void> => {
    const opened = await dial.open();
    if (stopped) return;
    if (!opened.ok) return end('it is not connected');
    const session = opened.value;
    // A name with a blank in it cannot be told from what follows it.
    const heard = session.root ? namespaces.filter((name) => !/\s/.test(name)).slice(0, MOST_NAMESPACES) : [HOST_NETNS];
    const monitors = heard.flatMap((netns) => monitorArgvs(netns).map((argv) => ({ netns, argv })));
    release = session.watch(
      (mark, id) => watchProgram(mark, id, monitors),
      (line) => void (stopped || hear(line, onDirty, end)),
    );
    void session.ended.then(() => end('the connection ended'));
  };
  void start();
  return { stop };
}

/** `ID line NETNS TEXT`, `ID ended NETNS` or `ID netns` (watch.sh); the host's own namespace is written `-`. */
function hear(line: string, onDirty: (dirty: Dirty) => void, end: (why: string) => void): void {
  const [, what, name = '', text = ''] = /^\d+ (line|ended|netns)(?: (\S+)(?: (.*))?)?$/.exec(line) ?? [];
  const netns = name === '-' ? HOST_NETNS : name;
  if (what === 'netns') onDirty({ netns: HOST_NETNS, tables: ['netns'] });
  if (what === 'ended') end('its monitor ended');
  if (what !== 'line') return;
  // "netlink receive error No buffer space available": events came faster than they were read, and are lost.
  if (text === 'listening' || text.startsWith('netlink receive error')) return onDirty({ netns, tables: MONITORED });
  const dirty = parseMonitorLine(text, netns);
  if (dirty) onDirty(dirty);
}
