/** The filter's FORWARD chain of one namespace, as `iptables -S FORWARD` prints it: what may still drop what `ip_forward` lets through. */
export interface ForwardChain {
  readonly key: string;
  readonly netns: string;
  readonly family: 'inet' | 'inet6';
  /** `ACCEPT` or `DROP`: what happens to a packet that no rule matched. */
  readonly policy: string;
  /** The rules in order, as printed (`-A FORWARD …`). */
  readonly rules: readonly string[];
}

export function forwardKey(netns: string, family: string): string {
  return `${netns}|${family}`;
}
