import type { Finding } from './finding.ts';
import type { FindingCode } from './codes.ts';
import type { World } from './world.ts';

/** One question to the facts of all hosts. Pure, and linear in their rows. */
export interface Check {
  readonly name: string;
  /** What it can find. */
  readonly codes: readonly FindingCode[];
  run(world: World): readonly Finding[];
}
