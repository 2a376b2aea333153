import { listed } from '../../app/base/listed.ts';
import type { Host } from '../../app/contract/host.ts';

/** Names that fit a tip; the rail has them all. */
const MOST = 8;

/** "db-1, db-2 and 3 more are not live." */
export function awayWords(hosts: readonly Pick<Host, 'name'>[]): string {
  const names = hosts.map(({ name }) => (name.length > 40 ? `${name.slice(0, 39)}…` : name));
  return `${listed(names, MOST)} are not live. Press to see the first of them.`;
}
