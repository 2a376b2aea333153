import type { OverlayMatrix } from '../../app/contract/overlay-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';

/**
 * Milliseconds between two measurements of a small overlay. Shorter: the hosts do nothing but ping; longer: a cable that was pulled
 * is shown late.
 */
const EVERY_MS = 4000;
/** Pairs from which it is asked less often, in proportion: fifty hosts are 2,450 pairs. */
const MANY_PAIRS = 60;

/** Who reaches whom, asked again and again while somebody looks. */
export class MatrixWatch {
  readonly name: string;
  matrix = $state.raw<OverlayMatrix>();
  problem = $state.raw<Problem>();
  measuring = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(name: string) {
    this.name = name;
  }

  /** Answers with the function that ends it. */
  start(): () => void {
    this.#stopped = false;
    void this.measure();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
    };
  }

  async measure(): Promise<void> {
    if (this.measuring) return;
    clearTimeout(this.#timer);
    this.measuring = true;
    const answer = await call('overlay.matrix', { name: this.name });
    this.measuring = false;
    if (answer.ok) this.matrix = answer.value;
    this.problem = answer.ok ? undefined : answer.problem;
    const pairs = this.matrix?.pings.length ?? 0;
    if (!this.#stopped) this.#timer = setTimeout(() => void this.measure(), EVERY_MS * Math.max(1, pairs / MANY_PAIRS));
  }
}

export interface Cell {
  readonly state: 'reached' | 'small' | 'silent' | 'unknown' | 'waiting';
  /** What stands in the cell. */
  readonly text: string;
  /** The whole of it, on hover and to a screen reader. */
  readonly says: string;
}

/** One ordered pair; with two families the worse one counts. */
export function cellOf(matrix: OverlayMatrix | undefined, from: HostId, to: HostId, mtu: number): Cell {
  const why = matrix?.unknown.find((one) => one.from === from && one.to === to)?.why;
  const pings = matrix?.pings.filter((one) => one.from === from && one.to === to) ?? [];
  if (pings.length === 0)
    return why === undefined
      ? { state: 'waiting', text: '', says: 'Not asked yet' }
      : { state: 'unknown', text: '?', says: why };
  const silent = pings.filter(({ rttMs }) => rttMs === undefined);
  if (silent.length > 0)
    return {
      state: 'silent',
      text: 'silent',
      says: `No answer from ${silent.map(({ target }) => target).join(' and ')}`,
    };
  const rtt = Math.max(...pings.map(({ rttMs = 0 }) => rttMs));
  const text = rtt < 10 ? rtt.toFixed(2) : rtt.toFixed(0);
  const small = pings.some(({ largestPacket }) => largestPacket === undefined);
  const targets = pings.map(({ target }) => target).join(' and ');
  if (small)
    return {
      state: 'small',
      text,
      says: `${targets} answers in ${text} ms, but not to packets of ${mtu} bytes: the path carries less than the MTU`,
    };
  return { state: 'reached', text, says: `${targets} answers in ${text} ms, with packets of ${mtu} bytes` };
}
