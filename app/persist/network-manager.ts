import type { Step } from '../plan/step.ts';
import type { Written } from './format.ts';

export function writeNetworkManager(steps: readonly Step[]): Written {
  return { files: [], left: steps.map((step) => ({ step, why: 'not yet' })) };
}
