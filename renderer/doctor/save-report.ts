import type { CallArgument } from '../../app/contract/ipc.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

/** Asks for a file name and writes the report of a look or a trace; says which files it became. */
export async function saveReport(of: CallArgument<'report.save'>): Promise<void> {
  const answer = await call('report.save', of);
  if (!answer.ok) notices.add(answer.problem);
  else if (answer.value) notices.say(`Written: ${answer.value.files.join(', ')}`);
}
