import { describe, expect, test } from 'vitest';
import type { CommandRecord } from '../../../app/problem/command.ts';
import { commandEnd, countFailures } from '../../../renderer/commands/command-row.ts';
import { COMMAND_COLUMNS } from '../../../renderer/commands/columns.ts';

const record = (more: Partial<CommandRecord>): CommandRecord => ({
  id: 1,
  host: 'lab:alpha',
  purpose: 'verify',
  text: 'ping -n -c 1 -W 1 192.168.64.9',
  stderr: '',
  startedAt: 0,
  durationMs: 1000,
  ...more,
});

/** How it ended, what the column says, and its colour. */
function said(more: Partial<CommandRecord>): readonly unknown[] {
  const row = { ...record(more), key: '1' };
  const exit = COMMAND_COLUMNS.find(({ id }) => id === 'exit');
  return [commandEnd(row), exit?.text(row), exit?.tone?.(row)];
}

describe('a question asked with packets', () => {
  test('that nobody answers is answered by that, and so is one that is called off', () => {
    expect(said({ exitCode: 0 })).toEqual(['done', '0', 'up']);
    expect(said({ exitCode: 1 })).toEqual(['unanswered', 'no answer', 'plain']);
    expect(said({ exitCode: 2 })).toEqual(['unanswered', 'no answer', 'plain']);
    expect(said({ failure: 'cancelled' })).toEqual(['unanswered', 'cancelled', 'plain']);
  });

  test('that could not be asked has failed: no such program, no connection, no end', () => {
    expect(said({ exitCode: 127 })).toEqual(['failed', '127', 'problem']);
    expect(said({ failure: 'no-connection' })).toEqual(['failed', 'no connection', 'problem']);
    expect(said({ failure: 'timeout' })).toEqual(['failed', 'timed out', 'problem']);
  });
});

test('any other command fails with any other exit code than 0', () => {
  for (const purpose of ['collect', 'watch', 'apply', 'rollback'] as const) {
    expect(said({ purpose, exitCode: 2 })).toEqual(['failed', '2', 'problem']);
    expect(said({ purpose, failure: 'cancelled' })).toEqual(['failed', 'cancelled', 'problem']);
  }
});

test('a question that needs root is no failure, a change that needs it is', () => {
  const stderr = 'netlink: Error: cache initialization failed: Operation not permitted\n';
  expect(said({ purpose: 'collect', exitCode: 1, stderr })).toEqual(['refused', 'not allowed', 'plain']);
  expect(said({ purpose: 'apply', exitCode: 2, stderr: 'RTNETLINK answers: Operation not permitted\n' })[0]).toBe(
    'failed',
  );
});

test('counts what there is to act on: a host out of reach once, and a command that fails each time once', () => {
  const lost = ['ip -j link', 'ip -j route', 'bridge -j fdb'].map((text) =>
    record({ purpose: 'collect', text, failure: 'no-connection' }),
  );
  const again = [1, 2, 3].map((id) => record({ id, purpose: 'apply', text: 'ip link add', exitCode: 2 }));
  expect(countFailures([...lost, ...again, record({ exitCode: 0 })])).toBe(2);
  expect(countFailures([...lost, ...lost.map((one) => ({ ...one, host: 'lab:beta' as const }))])).toBe(2);
});
