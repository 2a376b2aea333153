import { describe, expect, test } from 'vitest';
import type { Host } from '../../../app/contract/host.ts';
import type { ProblemCode } from '../../../app/problem/catalogue.ts';
import { SSH_CATALOGUE } from '../../../app/problem/ssh-catalogue.ts';
import { problemOf } from '../../../app/ssh/stderr.ts';
import { hostGroups, hostState, hostTip, waitsForPerson } from '../../../renderer/hosts/host-state.ts';

const problem = (code: ProblemCode) => problemOf(code, 'ssh:site', 'Connection timed out', ['ssh']);
const state = (host: Partial<Host>, asked = false) => hostState({ status: 'connecting', ...host }, 100_000, asked).word;

describe('the word for a host', () => {
  test('tells one that is tried again from one that waits for a person', () => {
    expect(state({})).toBe('connecting');
    expect(state({ problem: problem('ssh-unreachable') })).toBe('trying again');
    expect(state({ problem: problem('ssh-host-key-changed') })).toBe('not connected');
  });

  test('says how old the tables are while it comes back by itself, and that it is lost when it does not', () => {
    const read = { status: 'stale', collectedAt: 60_000 } as const;
    expect(state({ ...read, problem: problem('ssh-lost') })).toBe('40 s old');
    expect(state({ ...read, problem: problem('ssh-denied') })).toBe('lost');
    expect(waitsForPerson({ ...read, problem: problem('ssh-denied') })).toBe(true);
  });

  test('a question comes before why the last attempt failed, but not before a host that is live', () => {
    expect(state({ problem: problem('ssh-cancelled') }, true)).toBe('asks you');
    expect(state({ status: 'online', problem: problem('sudo-missing') }, true)).toBe('live');
    expect(waitsForPerson({ status: 'online', problem: problem('sudo-missing') })).toBe(false);
  });
});

describe('why', () => {
  test('every problem of reaching a host is told in its own sentence, with what to do', () => {
    const codes = Object.keys(SSH_CATALOGUE) as ProblemCode[];
    const tips = codes.map((code) => hostTip({ writable: false, problem: problem(code) }));
    expect(new Set(tips).size).toBe(codes.length);
    expect(hostTip({ writable: false, why: 'told', problem: problem('sudo-tty') })).toMatch(
      /requiretty.*reading goes on/,
    );
  });

  test('a host without a problem says what its transport says, and one that can be changed says nothing', () => {
    expect(hostTip({ writable: false, why: 'administrative access is off' })).toBe('administrative access is off');
    expect(hostTip({ writable: true, why: 'stale words' })).toBeUndefined();
  });
});

test('an SSH host stands under SSH, also when there is no other', () => {
  const host: Host = { id: 'ssh:site', name: 'site', kind: 'ssh', status: 'online', writable: true };
  expect(hostGroups([host]).map(({ id, hosts }) => [id, hosts.length])).toEqual([
    ['lab', 0],
    ['ssh', 1],
    ['local', 0],
  ]);
});
