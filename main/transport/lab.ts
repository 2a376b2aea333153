import type { Transport } from '../../app/contract/ports.ts';
import { isAlive } from '../lab/proc.ts';
import { enterArgv, type Lab, type LabHost } from '../lab/lab.ts';
import { heldLock, LOCK_FILE } from './held-lock.ts';
import { shellTransport } from './shell.ts';

/** A lab host: read and written as root inside its namespaces, by root and by an ordinary user alike. */
export function labTransport(_lab: Lab, host: LabHost): Transport {
  const root = `/proc/${host.pid}/root`;
  const held = heldLock(`${root}${LOCK_FILE}`);
  const transport = shellTransport({
    host: `lab:${host.name}`,
    enter: (argv) => enterArgv(host, argv),
    isAlive: () => isAlive(host),
    entersNetns: true,
    netnsFolder: `${root}/run/netns`,
    held,
  });
  return { ...transport, lockFile: `${root}/run/overlane.lock`, lock: held.take };
}
