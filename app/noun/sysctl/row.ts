/** A kernel setting that decides whether an overlay forwards (`ip_forward` and the like), read per namespace. */
export interface Sysctl {
  readonly key: string;
  readonly netns: string;
  /** Dotted, as sysctl(8) prints it: `net.ipv4.ip_forward`. */
  readonly name: string;
  readonly value: string;
}

export function sysctlKey(netns: string, name: string): string {
  return `${netns}|${name}`;
}
