import * as v from 'valibot';
import { argvOf, isAlive, nestedPids, ownPids, processAt, readText, type Process } from './proc.ts';

/** argv[3] of pid 1 of a switch and of a host: how a lab is found, without any file on the host's disk. */
export const SWITCH_MARK = 'overlane-lab-switch';
export const HOST_MARK = 'overlane-lab-host';

/** What the switch keeps at /run/overlane/lab.json in its private tmpfs, written when all hosts are up. */
export const LabState = v.object({
  name: v.string(),
  hosts: v.array(v.object({ name: v.string(), underlay: v.string() })),
});
export type LabState = v.InferOutput<typeof LabState>;

export interface FoundSwitch extends Process {
  readonly name: string;
}

export interface FoundHost extends Process {
  readonly name: string;
}

/** Pid 1 of every switch of our own user, directly below our pid namespace, also of labs still being set up. */
export function findSwitches(pids: readonly number[] = ownPids()): readonly FoundSwitch[] {
  return pids.flatMap((pid) => {
    const name = markedName(pid, SWITCH_MARK, 2);
    const found = name === undefined ? undefined : processAt(pid);
    return found && name !== undefined ? [{ ...found, name }] : [];
  });
}

/** Pid 1 of every living host of a switch. */
export function findHosts(holder: Process, pids: readonly number[] = ownPids()): readonly FoundHost[] {
  return pids.flatMap((pid) => {
    if (markedName(pid, HOST_MARK, 3) === undefined) return [];
    const found = processAt(pid);
    return found && !found.exiting && descendsFrom(found, holder.pid) ? [{ ...found, name: argvOf(pid)[5] ?? '' }] : [];
  });
}

/** The state of a lab that is ready; undefined while it is being set up or when it is gone. */
export function readState(holder: Process): LabState | undefined {
  const text = readText(`/proc/${holder.pid}/root/run/overlane/lab.json`);
  if (text === '' || !isAlive(holder)) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), LabState), text);
  return parsed.success ? parsed.output : undefined;
}

/** argv[4] when the process is pid 1 of its namespace at that depth and carries the mark; its forks carry it too. */
function markedName(pid: number, mark: string, depth: number): string | undefined {
  const [shell, , , marked, name] = argvOf(pid);
  if (shell !== 'sh' || marked !== mark || name === undefined) return undefined;
  const nested = nestedPids(pid);
  return nested.length === depth && nested.at(-1) === 1 ? name : undefined;
}

/** Host, its unshare(1), the subshell that waits for it, the switch: never more than three steps. */
function descendsFrom(process: Process, ancestor: number): boolean {
  let parent: number | undefined = process.parent;
  for (let step = 0; step < 3 && parent !== undefined; step += 1) {
    if (parent === ancestor) return true;
    parent = processAt(parent)?.parent;
  }
  return false;
}
