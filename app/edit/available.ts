/** Which options a host's iproute2 can be told (vxlan, neighbours), by version. */
import type { VxlanSpec } from '../plan/vxlan-link.ts';

/** First version with the option (ip/iplink_vxlan.c). */
const SINCE: Partial<Record<keyof VxlanSpec | 'managed', string>> = {
  managed: '5.16',
  vnifilter: '5.19',
  localbypass: '6.5',
  reservedBits: '6.14',
  mcroute: '6.17',
};

/** The version that brings the option, when this host's is older; `undefined` when it can be used. */
export function missingSince(iproute: string, option: keyof VxlanSpec | 'managed'): string | undefined {
  const since = SINCE[option];
  const have = /(\d+)\.(\d+)/.exec(iproute);
  if (since === undefined || have === null) return undefined;
  const [major = 0, minor = 0] = since.split('.').map(Number);
  const newer = Number(have[1]) > major || (Number(have[1]) === major && Number(have[2]) >= minor);
  return newer ? undefined : since;
}
