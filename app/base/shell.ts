/** Letters that no POSIX shell treats specially outside quotes (XCU 2.2). */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One argument as a POSIX shell reads it back unchanged: bare where that is safe, else in single quotes. */
export function quoteArg(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A whole command, ready to paste into `sh`. A first word with `=` would be an assignment, so it is quoted too. */
export function shellText(argv: readonly string[]): string {
  const [program = '', ...rest] = argv;
  const first = program.includes('=') && PLAIN.test(program) ? `'${program}'` : quoteArg(program);
  return [first, ...rest.map(quoteArg)].join(' ');
}
