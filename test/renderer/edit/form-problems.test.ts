import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../app/problem/problem.ts';
import type { FormField } from '../../../renderer/edit/edit-form.ts';
import { blockedBy, formSays, reasonText, schemaProblems } from '../../../renderer/edit/form-problems.ts';
import { editIntent } from '../../../renderer/edit/editing.svelte.ts';
import { fdbForm } from '../../../renderer/fdb-entry/form.ts';
import { contextOf, host } from './world.ts';

const form = fdbForm(contextOf());
const fields = form.fields(form.start);

function told(typed: Record<string, string>) {
  const intent = editIntent(host.id, form.items({ ...form.start, ...typed }));
  return formSays(fields, schemaProblems(intent));
}

function problem(field: string, reason: string, code: Problem['code'] = 'bad-input'): Problem {
  return {
    code,
    severity: 'error',
    where: { field },
    facts: { field: 'X', reason, name: 'docker0', owner: 'Docker' },
    retry: false,
  };
}

describe('what stands on a field', () => {
  test('an empty field is missing, not wrong', () => {
    const says = told({});
    expect([...says.missing]).toEqual(['mac']);
    expect(blockedBy(fields, says)).toBe('Still empty: MAC');
  });

  test('a wrong value says what is expected, and blocks before what is missing', () => {
    const says = told({ dst: 'nowhere' });
    expect(says.errors.get('dst')).toBe('Must be an IPv4 or IPv6 address.');
    expect(blockedBy(fields, says)).toBe('One field needs correcting');
  });

  test('a part of a field belongs to it; what belongs to none stands below', () => {
    const ports: FormField[] = [{ id: 'vxlan.srcport', label: 'Ports', explain: '', kind: 'number' }];
    const says = formSays(ports, [
      problem('items.0.vxlan.srcport.low', 'no'),
      problem('items.0.name', 'no', 'foreign-device'),
    ]);
    expect([...says.errors.keys()]).toEqual(['vxlan.srcport']);
    expect(says.general.map(({ code }) => code)).toEqual(['foreign-device']);
    expect(blockedBy(ports, { ...says, errors: new Map() })).toBe('Kept by another program');
  });

  test('a sentence starts with a capital, a device with its own letter', () => {
    expect(reasonText(problem('', 'must be even'))).toBe('Must be even.');
    expect(reasonText(problem('', 'vx9 already has an entry'))).toBe('vx9 already has an entry.');
  });
});
