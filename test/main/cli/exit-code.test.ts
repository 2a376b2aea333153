import { expect, test } from 'vitest';
import type { Problem } from '../../../app/problem/problem.ts';
import { EXIT, exitOfEnd, exitOfRefusal } from '../../../main/cli/exit-code.ts';

function problem(code: Problem['code'], severity: Problem['severity']): Problem {
  return { code, severity, where: {}, facts: {}, retry: false };
}

test('a change that stands on some of its hosts only is not done', () => {
  expect(exitOfEnd('committed', [])).toBe(EXIT.done);
  expect(exitOfEnd('committed', [problem('host-slow', 'info'), problem('needs-recreation', 'warning')])).toBe(
    EXIT.done,
  );
  expect(exitOfEnd('committed', [problem('overlay-member-failed', 'error')])).toBe(EXIT.failed);
  expect(exitOfEnd('committed', [problem('overlay-member-away', 'warning')])).toBe(EXIT.failed);
  expect(exitOfEnd('committed', [problem('overlay-member-left', 'warning')])).toBe(EXIT.failed);
  expect(exitOfEnd('committed', [problem('overlay-member-forgotten', 'warning')])).toBe(EXIT.failed);
  expect(exitOfEnd('diverged', [problem('overlay-member-failed', 'error')])).toBe(EXIT.diverged);
});

test('what was refused is not done, however mildly that is put', () => {
  expect(exitOfRefusal([problem('apply-busy', 'warning')])).toBe(EXIT.failed);
  expect(exitOfRefusal([problem('bad-input', 'error')])).toBe(EXIT.usage);
});
