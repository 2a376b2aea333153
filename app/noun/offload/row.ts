/** A vxlan device whose checksums the kernel fills in itself: one that has a row has `tx-checksum-ip-generic` off; on is how devices are made. */
export interface Offload {
  readonly key: string;
  readonly netns: '';
  readonly dev: string;
}

export function offloadKey(dev: string): string {
  return `|${dev}`;
}
