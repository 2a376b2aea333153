/** Pixels; every row has the same height, so the window is arithmetic: 100,000 measurements kept by a library would cost more than they give. */
export const ROW_HEIGHT = 28;
/** Rows drawn beyond each edge: fewer and fast scrolling shows blanks, more and every frame draws them for nothing. */
const BEYOND = 8;

export interface RowWindow {
  /** First row drawn, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Which rows to draw at this scroll position. */
export function rowWindow(scrollTop: number, height: number, count: number): RowWindow {
  const first = Math.floor(Math.max(0, scrollTop) / ROW_HEIGHT) - BEYOND;
  const shown = Math.ceil(height / ROW_HEIGHT) + 2 * BEYOND;
  const start = Math.max(0, Math.min(first, count - shown));
  return { start, end: Math.min(count, start + shown) };
}

/** Where to scroll so that a row is wholly inside; the same position when it already is. */
export function scrollToShow(index: number, scrollTop: number, height: number): number {
  const top = index * ROW_HEIGHT;
  if (top < scrollTop) return top;
  return top + ROW_HEIGHT > scrollTop + height ? top + ROW_HEIGHT - height : scrollTop;
}

/** Rows a PageDown moves: one less than fit, so that one stays as a hold for the eye. */
export function pageRows(height: number): number {
  return Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
}

/**
 * The rows in sight by the element that draws each: a row keeps its element while it stays in sight, and no element
 * ever moves in the document. `aria-rowindex` says the order.
 */
export function rowSlots({ start, end }: RowWindow): number[] {
  const count = end - start;
  return Array.from({ length: count }, (_, slot) => start + ((((slot - start) % count) + count) % count));
}
