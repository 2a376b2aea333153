import { fail, ok, type Result } from '../../app/problem/problem.ts';

/** One host to be: its name and its place on the underlay 192.168.64.0/24 (as in the article that the demo follows). */
export interface Place {
  readonly name: string;
  readonly underlay: string;
  readonly mac: string;
}

export const UNDERLAY_LENGTH = 24;
export const DEFAULT_HOSTS = ['alpha', 'beta', 'gamma'] as const;
/** The switch's port is `p-NAME`, and interface names end at 15 bytes. */
const HOST_NAME = /^[a-z0-9][a-z0-9-]{0,12}$/;
const LAB_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
const FIRST = 3;
const MOST = 254 - FIRST + 1;

/** alpha, beta, gamma, h4, h5, … */
export function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => DEFAULT_HOSTS[index] ?? `h${index + 1}`);
}

/** Gives each host the next address from 192.168.64.3 on, and a MAC that ends in the same number. */
export function layOut(lab: string, hosts: readonly string[]): Result<readonly Place[]> {
  const wrong = wrongName(lab, hosts);
  if (wrong) {
    return fail({
      code: 'bad-input',
      severity: 'error',
      where: { field: wrong.field },
      facts: { ...wrong },
      retry: false,
    });
  }
  return ok(hosts.map((name, index) => ({ name, underlay: `192.168.64.${FIRST + index}`, mac: macOf(FIRST + index) })));
}

function macOf(last: number): string {
  return `02:00:c0:a8:40:${last.toString(16).padStart(2, '0')}`;
}

function wrongName(lab: string, hosts: readonly string[]): { field: string; reason: string } | undefined {
  if (!LAB_NAME.test(lab)) {
    return { field: 'name', reason: 'must be 1 to 32 letters, digits, "_" or "-", and start with a letter or digit' };
  }
  if (hosts.length < 1 || hosts.length > MOST) return { field: 'hosts', reason: `must be 1 to ${MOST} hosts` };
  const index = hosts.findIndex((name, at) => !HOST_NAME.test(name) || hosts.indexOf(name) !== at);
  if (index < 0) return undefined;
  const reason = HOST_NAME.test(hosts[index] ?? '')
    ? `${hosts[index]} is there twice`
    : 'must be 1 to 13 small letters, digits or "-", and start with a letter or digit';
  return { field: `hosts.${index}`, reason };
}
