import type { CommandRecord } from '../../app/contract/command.ts';

export type CommandRow = CommandRecord & { readonly key: string };

export function commandFailed(record: Pick<CommandRecord, 'failure' | 'exitCode'>): boolean {
  return record.failure !== undefined || record.exitCode !== 0;
}
