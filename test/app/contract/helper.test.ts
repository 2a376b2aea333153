import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { depthOf, LIMITS, RequestSchema } from '../../../app/contract/helper.ts';
import { checkStep } from '../../../app/guard/check-step.ts';
import { stepArgv } from '../../../app/noun/step-argv.ts';
import { StepSchema, tableOf, type Step } from '../../../app/noun/step.ts';
import { arbitraryStep } from '../plan/arbitrary-step.ts';

/** What a shell, `ip` or the kernel could be talked into by a word. */
const HOSTILE = [
  '$(id)',
  '`id`',
  'a b',
  'a\nb',
  'a\0b',
  '-rf',
  '-batch',
  '..',
  '../../proc/1/ns/net',
  '/etc/shadow',
  'netns exec red id',
  'x'.repeat(80),
  'ä',
  '\u001b[2J',
];

/** The step with one of its texts replaced, for each of them; what it is (`do`) stays. */
function replaced(value: unknown, text: string): unknown[] {
  if (typeof value === 'string') return [text];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, at) => replaced(item, text).map((other) => value.with(at, other)));
  return Object.entries(value).flatMap(([field, inner]) =>
    field === 'do' ? [] : replaced(inner, text).map((other) => ({ ...value, [field]: other })),
  );
}

/** The argv without the one word that may hold free text: an alias is the value of `alias`, wherever that stands, and never an option. */
function told(step: Step): readonly string[] {
  const argv = stepArgv(step);
  // A name as long as the kernel takes it, which is more than any other may be.
  if ('altname' in step) return argv.filter((word) => word !== step.altname || !/^x+$/.test(word));
  if (step.do !== 'link-set-options' || step.set.alias === undefined) return argv;
  const at = argv.indexOf('alias') + 1;
  expect(argv[at]).toBe(step.set.alias);
  expect(step.set.alias).not.toMatch(/^-|\p{Cc}/u);
  return argv.filter((_, index) => index !== at);
}

describe('a step, whichever of its words is hostile', () => {
  test.for(HOSTILE)('%j never reaches an argv', (text) => {
    fc.assert(
      fc.property(arbitraryStep, (step) => {
        for (const other of replaced(step, text)) {
          const parsed = v.safeParse(StepSchema, other);
          const runs = parsed.success && checkStep(parsed.output) === undefined;
          if (runs) expect(told(parsed.output).filter((word) => word.includes(text))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('and every word of an argv that does run is plain: no space, no slash but in a prefix, no leading dash but ours', () => {
    const plain = /^(-[46dnjwK]|-batch|-[IDjioqw]|-w|[A-Za-z0-9_][A-Za-z0-9_.:=/-]*|::[0-9a-f:]*(\/\d+)?)$/;
    fc.assert(
      // What writes a file is one script that is always the same.
      fc.property(
        arbitraryStep.filter((one) => tableOf(one) !== 'file'),
        (step) => {
          const [, ...words] = told(v.parse(StepSchema, step));
          expect(words.filter((word) => !plain.test(word))).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the bounds', () => {
  test('hold every step there is', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { minLength: 1, maxLength: 20 }), (steps: readonly Step[]) => {
        const line = JSON.stringify({ verb: 'write', id: 1, steps });
        expect(depthOf(line)).toBeLessThanOrEqual(LIMITS.depth);
        expect(line.length / steps.length).toBeLessThan(LIMITS.lineBytes / LIMITS.steps);
        expect(v.safeParse(RequestSchema, JSON.parse(line)).success).toBe(true);
      }),
    );
  });

  test.for([
    ['{}', 1],
    ['{"a":[1,[2]]}', 3],
    ['{"a":"[[[{"}', 1],
    ['{"a":"\\"[[","b":[]}', 2],
    ['{"a":"\\\\","b":[[]]}', 3],
    ['[[[[', 4],
    [']]]][[', 0],
  ] as const)('count how deep %s nests', ([line, depth]) => {
    expect(depthOf(line)).toBe(depth);
  });
});
