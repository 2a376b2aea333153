/** How a bridge treats its ports: membership, state, isolation, flooding. */
import type { Check } from '../check.ts';
import { isInUse } from '../near.ts';
import { membership } from './bridge-port-membership.ts';
import { unplugged } from './bridge-port-unplugged.ts';
import { flagsOf } from './bridge-port-flags.ts';

export const bridgePort: Check = {
  name: 'bridge-port',
  codes: [
    'port-not-enslaved',
    'port-wrong-bridge',
    'port-not-forwarding',
    'port-isolated',
    'port-locked',
    'port-flood-off',
  ],
  run: (world) =>
    world.vteps
      .filter((one) => isInUse(one, world))
      .flatMap((one) => [...membership(one, world), ...unplugged(one, world), ...flagsOf(one, world)]),
};
