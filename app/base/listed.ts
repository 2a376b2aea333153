/** Names in a sentence, as many as fit: "db-1, db-2 and 3 more". */
export function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
