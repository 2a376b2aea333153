import { hostName, type HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';

/** Said of a host that no longer is: a lab that ended, say. */
export function hostGone(host: HostId): Problem {
  return { code: 'host-gone', severity: 'error', where: { host }, facts: { host: hostName(host) }, retry: false };
}
