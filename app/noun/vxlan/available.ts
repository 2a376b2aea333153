/** Which options a host's iproute2 can be told (vxlan, neighbours), by version. */
import type { Link } from '../link/row.ts';
import type { VxlanSpec } from './steps.ts';

/** First version with the option (ip/iplink_vxlan.c). */
const SINCE: Partial<Record<keyof VxlanSpec | 'managed', string>> = {
  managed: '5.16',
  vnifilter: '5.19',
  localbypass: '6.5',
  reservedBits: '6.14',
  mcroute: '6.17',
};

/**
 * Whether this host's kernel does not have an option that its `ip` knows: one that has it prints it for every vxlan (localbypass since
 * 6.5 of both; 6.8 and 6.17 recorded). A kernel without it would take the word and forget it.
 */
export function missingInKernel(
  iproute: string,
  links: Iterable<Pick<Link, 'vxlan' | 'ifindex'>>,
  option: keyof VxlanSpec | 'managed',
): boolean {
  if (option !== 'localbypass' || missingSince(iproute, option) !== undefined) return false;
  for (const { vxlan, ifindex } of links)
    if (vxlan !== undefined && ifindex > 0) return vxlan.localbypass === undefined;
  return false;
}

/** The version that brings the option, when this host's is older; `undefined` when it can be used. */
export function missingSince(iproute: string, option: keyof VxlanSpec | 'managed'): string | undefined {
  const since = SINCE[option];
  const have = /(\d+)\.(\d+)/.exec(iproute);
  if (since === undefined || have === null) return undefined;
  const [major = 0, minor = 0] = since.split('.').map(Number);
  const newer = Number(have[1]) > major || (Number(have[1]) === major && Number(have[2]) >= minor);
  return newer ? undefined : since;
}
