import { nestedPids, ownPids, readText } from '../../main/lab/proc.ts';
import { linkTarget } from './leaks.ts';

/** A process of a lab host, as the host sees it. */
export interface HostProcess {
  /** Its pid in the host's own pid namespace. */
  readonly pid: number;
  readonly name: string;
  readonly zombie: boolean;
}

/** All processes in the pid namespace of a host, zombies included, found from outside. */
export function processesOf(host: { readonly pid: number }): readonly HostProcess[] {
  const namespace = linkTarget(`/proc/${host.pid}/ns/pid`);
  if (namespace === undefined) return [];
  return ownPids().flatMap((pid) => {
    const status = readText(`/proc/${pid}/status`);
    const zombie = /^State:\s*Z/m.test(status);
    const nested = nestedPids(pid);
    // A zombie has no namespaces any more: its depth has to do.
    const here = zombie
      ? nested.length === nestedPids(host.pid).length
      : linkTarget(`/proc/${pid}/ns/pid`) === namespace;
    return here ? [{ pid: nested.at(-1) ?? 0, name: /^Name:\s*(.*)$/m.exec(status)?.[1] ?? '', zombie }] : [];
  });
}
