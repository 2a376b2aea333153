import type { LabHost } from '../../main/lab/lab.ts';
import { inHost } from './lab-for-test.ts';

/** A process of a lab host, as the host itself sees it. */
export interface HostProcess {
  readonly pid: number;
  readonly name: string;
  readonly zombie: boolean;
}

/** All processes in the pid namespace of a host, zombies included; without those that look. */
export async function processesOf(host: LabHost): Promise<readonly HostProcess[]> {
  const text = await inHost(
    host,
    'sh',
    '-c',
    'self=$$; for f in /proc/[0-9]*; do [ "$f" = /proc/$self ] || cat $f/stat 2>/dev/null || :; done',
  );
  return text.split('\n').flatMap((line) => {
    const [, pid, name = '', state] = /^(\d+) \((.*)\) (\S)/.exec(line) ?? [];
    return pid === undefined || name === 'cat' ? [] : [{ pid: Number(pid), name, zombie: state === 'Z' }];
  });
}
