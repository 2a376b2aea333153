import * as v from 'valibot';
import { AddressStep } from './address.ts';
import { FdbEntryStep } from './fdb-entry.ts';
import { ForwardStep } from './forward.ts';
import { LinkStep } from './link.ts';
import { NeighbourStep } from './neighbour.ts';
import { NetnsStep } from './netns.ts';
import { RouteStep } from './route.ts';
import { SysctlStep } from './sysctl.ts';

/**
 * One change to one host, typed: what the executor runs, the journal keeps and the root helper re-parses.
 * It never holds a command line; `app/iproute` compiles it to one.
 */
export const StepSchema = v.variant('do', [
  ...LinkStep.options,
  ...AddressStep.options,
  ...RouteStep.options,
  ...FdbEntryStep.options,
  ...NeighbourStep.options,
  ...NetnsStep.options,
  ...SysctlStep.options,
  ...ForwardStep.options,
]);
export type Step = v.InferOutput<typeof StepSchema>;
