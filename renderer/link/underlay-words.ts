/** What stands on the wire between the two hosts: how the check of the underlay goes, in a few words. */
import { answersBothWays, pairOf, pathMtu, type UnderlayCheck } from '../../app/overlay/underlay-check.ts';

export type UnderlayState = 'checking' | 'answers' | 'silent' | 'fails' | 'unknown';

export interface UnderlayWords {
  readonly state: UnderlayState;
  /** Beside the word "underlay". */
  readonly text: string;
  /** One sentence. */
  readonly title: string;
}

export function underlayWords(
  check: UnderlayCheck | undefined,
  checking: boolean,
  addresses: readonly [string, string],
): UnderlayWords | undefined {
  const pair = check && pairOf(check, addresses);
  if (pair === undefined)
    return checking
      ? { state: 'checking', text: 'checking…', title: 'Both hosts are asked whether they reach each other.' }
      : undefined;
  if (answersBothWays(pair)) return answering(pair.ways, pathMtu(pair));
  const states = pair.ways.map(({ reach }) => reach.state);
  const title = 'The addresses say which way, and why.';
  if (states.includes('unreachable') || pair.ways.some(({ way }) => way === 'none'))
    return { state: 'fails', text: 'not reachable', title };
  return states.includes('silent')
    ? { state: 'silent', text: 'no answer', title }
    : { state: 'unknown', text: 'not checked', title };
}

/** The addresses of each side that were asked, in the order in which they answered best. */
export function candidateAddresses(
  check: UnderlayCheck | undefined,
): readonly [readonly string[], readonly string[]] | undefined {
  if (check === undefined) return undefined;
  const of = (side: 0 | 1): readonly string[] => [...new Set(check.pairs.map(({ addresses }) => addresses[side]))];
  return [of(0), of(1)];
}

function answering(ways: NonNullable<ReturnType<typeof pairOf>>['ways'], path: number | undefined): UnderlayWords {
  const rtts = ways.flatMap(({ reach }) =>
    reach.state === 'answered' && reach.rttMs !== undefined ? [reach.rttMs] : [],
  );
  const rtt = rtts.length === 0 ? '' : `${Math.max(...rtts).toFixed(1)} ms`;
  const size = path === undefined ? '' : `${path} B`;
  const longest = path === undefined ? '' : ` The largest packet that passes both ways has ${path} bytes.`;
  return {
    state: 'answers',
    text: [rtt, size].filter(Boolean).join(' · ') || 'answers',
    title: `Both hosts reach each other${rtt && ` within ${rtt}`}.${longest}`,
  };
}
