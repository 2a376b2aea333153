/** Rows of a page that a switch on its head shows. */
export interface HiddenRows<R> {
  /** The switch is remembered by it. */
  readonly name: string;
  readonly label: string;
  readonly explain: string;
  of(row: R): boolean;
}

/** Those that belong and are not hidden. */
export function without<R>(hidden: (row: R) => boolean, belongs?: (row: R) => boolean): (row: R) => boolean {
  return (row) => !hidden(row) && belongs?.(row) !== false;
}
