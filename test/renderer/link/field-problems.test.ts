import { describe, expect, test } from 'vitest';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { blockedBy, labelText, schemaProblems, splitProblems } from '../../../renderer/link/field-problems.ts';
import { edit, fromIntent, toIntent } from '../../../renderer/link/form.ts';
import { fakeSnapshot } from './fake-hosts.ts';

const form = fromIntent(suggestLink([fakeSnapshot('alpha', 11), fakeSnapshot('beta', 12)]));

function said(field: string | undefined, reason: string, severity: Problem['severity'] = 'error'): Problem {
  return {
    code: 'bad-input',
    severity,
    where: field === undefined ? {} : { field },
    facts: { field: field ?? '', reason },
    retry: false,
  };
}

describe('what the schema alone finds', () => {
  test('a right form has nothing', () => expect(schemaProblems(toIntent(form))).toEqual([]));

  test.each([
    ['vni', '16777216', 'Must be 1 to 16777215.'],
    ['vni', 'abc', 'Must be a whole number.'],
    ['mtu', '', 'Must not be empty.'],
    ['sides.1.endpoint.address', '10.0.0.1', 'Must be an address with a prefix length, like 10.0.0.1/24.'],
    ['sides.0.underlayAddress', '', 'Must not be empty.'],
  ] as const)('%s = %j is said on its own label', (path, value, sentence) => {
    const problems = schemaProblems(toIntent(edit(form, path, value)));
    expect(problems.map((problem) => problem.where.field)).toEqual([path]);
    expect(problems.map(labelText)).toEqual([sentence]);
  });

  test('anything at all is answered with problems, never with a throw', () => {
    for (const intent of [null, undefined, 3, 'x', [], {}, { kind: 'link', sides: null }])
      expect(schemaProblems(intent).length).toBeGreaterThan(0);
  });
});

describe('where a problem is said', () => {
  test('on its label where the picture has one, above the button else', () => {
    const problems = splitProblems(
      [],
      [said('vni', 'is taken'), said('sides.1.host', 'is gone'), said('sides', 'too many'), said(undefined, 'no')],
    );
    expect([...problems.fields.keys()]).toEqual(['vni', 'sides.1.host']);
    expect(problems.general.map(({ where }) => where.field)).toEqual(['sides', undefined]);
  });

  test('what is wrong now hides what an older preview said of the same field', () => {
    const problems = splitProblems(
      [said('vni', 'must be 1 to 16777215')],
      [said('vni', 'is taken'), said('port', 'is odd')],
    );
    expect(problems.fields.get('vni')?.map(labelText)).toEqual(['Must be 1 to 16777215.']);
    expect(problems.fields.has('port')).toBe(true);
  });

  test('what a field says already is not said a second time above the button', () => {
    const taken: Problem = {
      code: 'underlay-port-taken',
      severity: 'error',
      where: { host: 'lab:alpha' },
      facts: { host: 'lab:alpha', port: 4789, program: 'node' },
      retry: true,
    };
    const problems = splitProblems([], [{ ...taken, where: { host: 'lab:alpha', field: 'port' } }, taken]);
    expect(problems.fields.get('port')).toHaveLength(1);
    expect(problems.general).toEqual([]);
  });
});

test('a sentence that starts with a host’s name leaves the name as it is', () => {
  const taken = {
    ...said('sides.0.bridge', 'alpha already has a link named eth0'),
    where: { host: 'lab:alpha', field: 'sides.0.bridge' },
  } as const;
  expect(labelText(taken)).toBe('alpha already has a link named eth0.');
});

describe('the button', () => {
  test('says how many fields are wrong, counting each once', () => {
    expect(blockedBy(splitProblems([], [said('vni', 'a'), said('vni', 'b')]))).toBe('One field needs correcting.');
    expect(blockedBy(splitProblems([], [said('vni', 'a'), said('mtu', 'b')]))).toBe('2 fields need correcting.');
  });

  test('is free when there are only warnings', () => {
    expect(blockedBy(splitProblems([], [said('mtu', 'is small', 'warning')]))).toBeUndefined();
  });

  test('is blocked by a problem without a field', () => {
    const stale: Problem = {
      code: 'plan-stale',
      severity: 'error',
      where: {},
      facts: { what: 'link vxlan42', host: 'alpha' },
      retry: true,
    };
    expect(blockedBy(splitProblems([], [stale]))).toContain('changed after this plan was made');
  });
});
