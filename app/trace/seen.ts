import type { Hop } from './hop.ts';
import type { Sent } from './sent.ts';

/** How many boxes of a way one real packet came through, by what counters and the answer say; the end of the way is one more than its hops. */
export function seenOf({ answer, parts, agrees }: Sent, way: 'there' | 'back', hops: readonly Hop[]): number {
  if (answer === 'not-sent') return 0;
  if (parts === null) return agrees || answer === 'answered' || answer === 'refused' ? hops.length + 1 : hops.length;
  if (parts.way !== way) return parts.way === 'back' ? hops.length + 1 : 0;
  const { host, netns, device } = parts.at;
  const at = hops.findIndex((hop) => hop.host === host && hop.netns === netns && hop.device === device);
  if (at >= 0) return at;
  const elsewhere = hops.findIndex((hop) => hop.host === host);
  return elsewhere >= 0 ? elsewhere : hops.length;
}
