import type { CommandRecord } from '../../app/problem/command.ts';

export type CommandRow = CommandRecord & { readonly key: string };

type Ended = Pick<CommandRecord, 'purpose' | 'failure' | 'exitCode'>;

/**
 * `unanswered`: it asked with packets, and silence was what it was to find out: nothing went wrong. ping(8) ends with 1
 * without an answer; ping and `ip route get` end with 2 where there is no way at all.
 */
export type CommandEnd = 'done' | 'unanswered' | 'failed';

export function commandEnd({ purpose, failure, exitCode }: Ended): CommandEnd {
  if (failure === undefined && exitCode === 0) return 'done';
  const asked = purpose === 'verify' && (failure === 'cancelled' || exitCode === 1 || exitCode === 2);
  return asked ? 'unanswered' : 'failed';
}

export function commandFailed(record: Ended): boolean {
  return commandEnd(record) === 'failed';
}
