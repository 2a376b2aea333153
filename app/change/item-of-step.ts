/** A step → the item that asks for it: rows that an export holds come in as edits like any other. */
import { stepsOf, type Step } from '../noun/step.ts';
import type { Fields } from '../noun/words.ts';

/** `undefined` for what no edit asks for: kernel settings, files, the firewall, offload. The item's own schema judges it. */
export function itemOfStep(step: Step): Fields | undefined {
  return stepsOf(step).asItem(step);
}
