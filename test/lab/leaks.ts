import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import type { Lab } from '../../main/lab/lab.ts';
import { listLabs } from '../../main/lab/lab.ts';
import { argvOf, ownPids, processAt, readText } from '../../main/lab/proc.ts';

/** What labs of our own user hold at one moment; compare before with after when no other lab is meant to run. */
export interface Leaks {
  readonly processes: number;
  /** Distinct network namespaces of our own processes. */
  readonly namespaces: number;
  readonly mounts: number;
  readonly sockets: number;
}

const MARK = /^overlane-(?:lab|read|watch)/;
const KINDS = ['net', 'mnt', 'pid', 'uts'] as const;

export function countLeaks(): Leaks {
  const pids = ownPids();
  return {
    processes: pids.filter((pid) => argvOf(pid).some((word) => MARK.test(word))).length,
    namespaces: new Set(pids.flatMap((pid) => linkOf(`/proc/${pid}/ns/net`))).size,
    mounts: lines('/proc/self/mountinfo').length,
    sockets: lines('/proc/self/net/unix').filter((line) => line.includes('overlane')).length,
  };
}

/** What one lab holds, to look for after its end. */
export interface Footprint {
  readonly namespaces: ReadonlySet<string>;
  /**
   * Our own descriptors of them. The kernel gives the number of a freed namespace to the next one, which is somebody
   * else's; as long as one is open its number stays its own.
   */
  readonly held: ReadonlySet<number>;
}

export async function footprintOf(lab: Lab): Promise<Footprint> {
  const holder = (await listLabs()).find(({ name }) => name === lab.name);
  const pids = [...(holder ? [holder.pid] : []), ...lab.hosts.map(({ pid }) => pid)];
  const found = new Map(
    pids.flatMap((pid) => KINDS.map((kind) => `/proc/${pid}/ns/${kind}`)).map((path) => [linkTarget(path), path]),
  );
  const held = [...found.values()].map((path) => openSync(path, 'r'));
  // What is open, not what was seen a moment before.
  return { namespaces: new Set(held.flatMap((fd) => linkOf(`/proc/self/fd/${fd}`))), held: new Set(held) };
}

/** Every process of ours that still lives in one of those namespaces, has one open, or sees one mounted. */
export function leftOf({ namespaces, held }: Footprint): readonly string[] {
  // Not the dead that init has yet to reap: they hold nothing, and how soon init looks is not ours to decide.
  const living = ownPids().filter((pid) => processAt(pid) !== undefined);
  return living.flatMap((pid) => {
    const here = KINDS.flatMap((kind) => linkOf(`/proc/${pid}/ns/${kind}`));
    const open = openFiles(pid, pid === process.pid ? held : new Set());
    const still = [...here, ...open, ...mountedNamespaces(pid)].filter((one) => namespaces.has(one));
    return still.length === 0 ? [] : [`${pid} ${argvOf(pid).join(' ').slice(0, 80)}: ${still.join(' ')}`];
  });
}

/** Waits until nothing is left; after two seconds it answers with what is. The footprint is let go: it serves once. */
export async function settledLeft(footprint: Footprint): Promise<readonly string[]> {
  const until = performance.now() + 2000;
  let left = leftOf(footprint);
  while (left.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    left = leftOf(footprint);
  }
  for (const fd of footprint.held) closeSync(fd);
  return left;
}

function openFiles(pid: number, besides: ReadonlySet<number>): readonly string[] {
  try {
    const found = readdirSync(`/proc/${pid}/fd`).filter((fd) => !besides.has(Number(fd)));
    return found.flatMap((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // it ended while it was looked at
  }
}

/** A named namespace is a mount whose root is `net:[4026532000]` (proc_pid_mountinfo(5)). */
function mountedNamespaces(pid: number): readonly string[] {
  return readText(`/proc/${pid}/mountinfo`).match(/\bnet:\[\d+\]/g) ?? [];
}

/** Where a link under /proc leads; undefined when its process has ended, or is not ours to look at. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // the same answer for both: nothing of ours to see there
  }
}

function linkOf(path: string): readonly string[] {
  const target = linkTarget(path);
  return target === undefined ? [] : [target];
}

function lines(path: string): readonly string[] {
  return readText(path).split('\n').filter(Boolean);
}
