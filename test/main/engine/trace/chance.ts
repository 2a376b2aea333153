/** Chance from a seed (mulberry32): the same seed makes the same topology. */
export interface Chance {
  /** 0 ≤ n < 1. */
  next(): number;
  below(limit: number): number;
  is(probability: number): boolean;
  of<T>(list: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    is: (probability) => next() < probability,
    of: (list) => list[below(list.length)] as (typeof list)[number],
  };
}
