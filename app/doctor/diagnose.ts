/** Facts of all hosts → findings, lowest cause first. */
import { CHECKS } from './checks.ts';
import type { HostFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { fold } from './fold.ts';
import { createWorld, type World } from './world.ts';

export function diagnose(all: readonly HostFacts[]): { readonly world: World; readonly findings: readonly Finding[] } {
  const world = createWorld(all);
  return { world, findings: fold(CHECKS.flatMap((check) => check.run(world))) };
}
