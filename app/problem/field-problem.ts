import type { HostId } from '../base/host.ts';
import type { Problem } from './problem.ts';

/** A wrong field of a form: `path` is dotted (`sides.0.vxlan`), `label` is what the form calls it. */
export function badField(path: string, label: string, reason: string, host?: HostId): Problem {
  const where = host === undefined ? { field: path } : { field: path, host };
  return { code: 'bad-input', severity: 'error', where, facts: { field: label, reason }, retry: false };
}
