/** The steps that a script or a stanza was made from, kept in it as comments: by them it is checked, and read again. */
import * as v from 'valibot';
import { StepSchema, wrongStep, type Step } from '../noun/step.ts';

const HEAD = '# Made from these steps, by which Overlane knows that nothing else stands above:';
const PREFIX = '#@ ';

export function sourceLines(steps: readonly Step[]): readonly string[] {
  // As the schema orders the fields, so that reading and writing again gives the same text.
  return [HEAD, ...steps.map((step) => PREFIX + JSON.stringify(v.parse(StepSchema, step)))];
}

/** `undefined` when any of them is no step, may not run, or would write a file itself. */
export function stepsIn(body: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const line of body.split('\n')) {
    if (!line.startsWith(PREFIX)) continue;
    const parsed = v.safeParse(StepSchema, parseJson(line.slice(PREFIX.length)));
    if (!parsed.success || parsed.output.do.startsWith('file-') || wrongStep(parsed.output) !== undefined)
      return undefined;
    steps.push(parsed.output);
  }
  return steps;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // a line that is no JSON is no step, which is what the caller asks
  }
}
