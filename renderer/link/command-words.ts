/** Options of `ip` and `bridge` that belong to the word after them, so a line breaks before the pair and not inside it. */
const PAIRED = new Set(
  'name type id dev local remote dstport mtu address master netns via dst peer addrgenmode scope proto metric src port vni ttl up -n -w -i -o -A -D -I -C -j -m -s -d -t'.split(
    ' ',
  ),
);

/** A command in chunks that should each stay on one line, in order; joined with a space they are the command again. */
export function commandChunks(text: string): readonly string[] {
  const chunks: string[] = [];
  let open: string | undefined;
  for (const word of text.split(' ')) {
    if (open !== undefined) {
      chunks.push(`${open} ${word}`);
      open = undefined;
    } else if (chunks.length > 0 && PAIRED.has(word)) open = word;
    else chunks.push(word);
  }
  return open === undefined ? chunks : [...chunks, open];
}
