import { call } from './bridge.ts';
import { notices } from './notices.svelte.ts';

/** Puts text on the clipboard; a failure is a notice. */
export async function copyText(text: string): Promise<boolean> {
  const answer = await call('clipboard.write', { text });
  if (!answer.ok) notices.add(answer.problem);
  return answer.ok;
}
