/** Which machine answers to a host's name, and since when: another lab, or another VM, may have taken the name over. */
import { hostKind, type HostId } from '../../base/host.ts';
import type { Tables } from '../snapshot.ts';

export interface Incarnation {
  /** `/etc/machine-id` (machine-id(5)); the same in all hosts of a lab, which share the computer's. */
  readonly machine?: string;
  /** The kernel's boot id and the start of process 1: another after a reboot, and in another lab. */
  readonly boot?: string;
}

export function incarnationOf(tables: Tables | undefined): Incarnation {
  const system = tables?.system[0];
  return { machine: system?.machine, boot: system?.boot };
}

/** False where it is not known. A machine that was started again is the same; a lab host ends with its lab. */
export function isAnother(host: HostId, then: Incarnation | undefined, now: Incarnation): boolean {
  const fact = hostKind(host) === 'lab' ? 'boot' : 'machine';
  return then?.[fact] !== undefined && now[fact] !== undefined && then[fact] !== now[fact];
}

export function isSameBoot(then: Incarnation | undefined, now: Incarnation): boolean {
  return then?.boot !== undefined && then.boot === now.boot;
}
