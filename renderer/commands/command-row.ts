import type { CommandRecord } from '../../app/problem/command.ts';

export type CommandRow = CommandRecord & { readonly key: string };

type Ended = Pick<CommandRecord, 'purpose' | 'failure' | 'exitCode'> & Partial<Pick<CommandRecord, 'stderr'>>;

/**
 * `unanswered`: it asked with packets, and silence was what it was to find out: nothing went wrong. ping(8) ends with 1
 * without an answer; ping and `ip route get` end with 2 where there is no way at all. `refused`: a question that this user
 * may not ask, as nft(8) without root; the page that lacks its answer says so.
 */
export type CommandEnd = 'done' | 'unanswered' | 'refused' | 'failed';

/** What the kernel (EPERM, EACCES) and the tools that ask for root themselves print. */
const REFUSAL = /operation not permitted|permission denied|you must be root|superuser/i;

export function commandEnd({ purpose, failure, exitCode, stderr = '' }: Ended): CommandEnd {
  if (failure === undefined && exitCode === 0) return 'done';
  if (purpose === 'collect' && failure === undefined && REFUSAL.test(stderr)) return 'refused';
  const asked = purpose === 'verify' && (failure === 'cancelled' || exitCode === 1 || exitCode === 2);
  return asked ? 'unanswered' : 'failed';
}

export function commandFailed(record: Ended): boolean {
  return commandEnd(record) === 'failed';
}

/**
 * How many failures there are to act on: a host that cannot be reached is one, whatever it was asked, and so is a command
 * that fails each time it runs.
 */
export function countFailures(records: Iterable<CommandRecord>): number {
  const failures = new Set<string>();
  for (const record of records)
    if (commandFailed(record))
      failures.add(UNREACHED.has(record.failure) ? record.host : `${record.host} ${record.text}`);
  return failures.size;
}

const UNREACHED: ReadonlySet<CommandRecord['failure']> = new Set(['no-connection', 'host-gone', 'helper-gone']);
