import type { Transport } from '../../app/contract/ports.ts';
import { hasAdministrativeAccess } from '../lab/machine.ts';
import { shellTransport } from './shell.ts';

/** This computer: read directly, and only read. Without administrative access named namespaces answer "not permitted". */
export function localTransport(): Transport {
  return shellTransport({
    host: 'local',
    enter: (argv) => argv,
    isAlive: () => true,
    entersNetns: hasAdministrativeAccess(),
    netnsFolder: '/run/netns',
    readOnly: 'changes on this computer need administrative access, which this version does not ask for',
  });
}
