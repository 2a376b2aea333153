/**
 * Where a VNI's hue may lie (OKLCH degrees): cyan to blue and violet to magenta. What is left out belongs to states (up 155,
 * stale and changed 60 to 95, problem 28) and to what can be pressed (275).
 */
const ARCS = [
  [185, 266],
  [286, 330],
] as const;
const WIDTH = ARCS.reduce((sum, [from, to]) => sum + to - from, 0);
/** The golden ratio's fraction: numbers in a row, in tens or in hundreds, fall far apart. */
const TURN = 0.6180339887498949;

/** The marks a host can have: an outline, with one or two letters inside. */
export const MARK_SHAPES = ['circle', 'square', 'diamond', 'hexagon', 'pentagon'] as const;
export type MarkShape = (typeof MARK_SHAPES)[number];
export interface HostMark {
  readonly shape: MarkShape;
  /** One or two. */
  readonly letters: string;
}

/** One stable hue (OKLCH degrees) for a VNI, the same on every page and in every session. */
export function vniHue(vni: number): number {
  const along = ((vni * TURN) % 1) * WIDTH;
  const [first, second] = ARCS;
  const left = first[1] - first[0];
  return Math.round(along < left ? first[0] + along : second[0] + along - left);
}

/** One mark and no other, as long as marks are asked of the same object: by the first outline and letters that are free. */
export class HostMarks {
  readonly #marks = new Map<string, HostMark>();
  readonly #taken = new Set<string>();

  /** The mark of a host; it keeps the one it was given first. */
  of(id: string, name: string): HostMark {
    const known = this.#marks.get(id);
    if (known !== undefined) return known;
    const mark = candidates(id, name).find((one) => !this.#taken.has(keyOf(one))) ?? this.#numbered();
    this.#marks.set(id, mark);
    this.#taken.add(keyOf(mark));
    return mark;
  }

  #numbered(): HostMark {
    let number = 1;
    while (this.#taken.has(keyOf({ shape: 'circle', letters: String(number) }))) number += 1;
    return { shape: 'circle', letters: String(number) };
  }
}

/** Every mark that fits a host, the best first: outlines by its id, letters by its name (node-17 is 17, then N, N7, NO). */
function candidates(id: string, name: string): readonly HostMark[] {
  const plain = name.toUpperCase().replace(/[^A-Z0-9]/g, '') || '?';
  const digits = /\d{1,2}$/.exec(plain)?.[0];
  const initial = plain.slice(0, 1);
  const letters = [...new Set([digits ?? initial, initial, initial + plain.slice(-1), plain.slice(0, 2)])];
  const start = hash(id) % MARK_SHAPES.length;
  const shapes = [...MARK_SHAPES.slice(start), ...MARK_SHAPES.slice(0, start)];
  return letters.flatMap((one) => shapes.map((shape) => ({ shape, letters: one })));
}

function keyOf({ shape, letters }: HostMark): string {
  return `${shape} ${letters}`;
}

function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
