/** Hues that stay apart to the eye at equal lightness (OKLCH degrees); state colours' own hues are not among them at full strength. */
const HUES = [255, 30, 165, 320, 95, 205, 355, 130, 285, 60, 235, 185] as const;

/** The marks a host can have: one outline and its initial. */
export const MARK_SHAPES = ['circle', 'square', 'diamond', 'hexagon', 'pentagon'] as const;
export type MarkShape = (typeof MARK_SHAPES)[number];

/** One stable hue (OKLCH degrees) for a VNI, the same on every page and in every session. */
export function vniHue(vni: number): number {
  return HUES[scramble(vni) % HUES.length] ?? HUES[0];
}

/** A host's stable mark: an outline chosen by its id, and the first letter of its name. */
export function hostMark(id: string, name: string): { readonly shape: MarkShape; readonly letter: string } {
  const shape = MARK_SHAPES[scramble(hash(id)) % MARK_SHAPES.length] ?? 'circle';
  return { shape, letter: (name.match(/[A-Za-z0-9]/)?.[0] ?? '?').toUpperCase() };
}

/** Neighbouring numbers (VNI 100, 101, …) must not get neighbouring colours: the finaliser of MurmurHash3. */
function scramble(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}
