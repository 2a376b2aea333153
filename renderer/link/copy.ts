import { problemText } from '../../app/problem/text.ts';
import { call } from '../bridge.ts';

/** Puts text on the clipboard; answers with the words to show for a moment. */
export async function copyText(text: string): Promise<string> {
  const answer = await call('clipboard.write', { text });
  return answer.ok ? 'Copied' : problemText(answer.problem).text;
}
