/** FNV-1a, 32 bits (draft-eastlake-fnv): a stable number for a text, where a random one would make plans unrepeatable. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** A locally administered unicast MAC (02:…) that is always the same for the same text. */
export function macOf(text: string): string {
  const tail = [hash32(text), hash32(`${text}#`) & 0xff].flatMap((value, index) =>
    index === 0 ? [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff] : [value],
  );
  return ['02', ...tail.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
