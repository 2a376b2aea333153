/** How a row is called where there may be more than one namespace. */
export function at(what: string, netns: string): string {
  return netns === '' ? what : `${what} in ${netns}`;
}
