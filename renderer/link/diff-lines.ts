export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'place';
  readonly text: string;
}

/** The lines of a unified diff; its first two name the file. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  return lines.map((text, index) => ({ kind: kindOf(text, index), text }));
}

function kindOf(text: string, index: number): DiffLine['kind'] {
  if (index < 2 || text.startsWith('@@')) return 'place';
  if (text.startsWith('+')) return 'added';
  return text.startsWith('-') ? 'removed' : 'same';
}
