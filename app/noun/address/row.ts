import type { JsonObject } from '../../base/json.ts';

/** An IP address on a link (ip-address(8)). */
export interface Address {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly family: 'inet' | 'inet6';
  /** The address itself, without prefix length. */
  readonly local: string;
  readonly prefixlen: number;
  /** The far end of a point-to-point address. */
  readonly peer?: string;
  readonly scope: string;
  readonly label?: string;
  /** `dynamic`, `tentative`, `noprefixroute`, … as printed. */
  readonly flags: readonly string[];
  readonly raw: JsonObject;
}

export function addressKey(netns: string, dev: string, local: string, prefixlen: number): string {
  return `${netns}|${dev}|${local}/${prefixlen}`;
}

/** 127.0.0.1/8 and ::1: the kernel gives them to a loopback that comes up. */
export function isHostLoopback({ dev, local, prefixlen }: Pick<Address, 'dev' | 'local' | 'prefixlen'>): boolean {
  return dev === 'lo' && ((local === '127.0.0.1' && prefixlen === 8) || local === '::1');
}
