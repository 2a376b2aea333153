/** Every failure that the doctor can name: lowest first, with its page (`overlane doctor --explain CODE`). */
import type { Page } from './page.ts';
import { INNER } from './pages/inner.ts';
import { OUTER } from './pages/outer.ts';
import { TABLE } from './pages/table.ts';

export const PAGES = { ...OUTER, ...TABLE, ...INNER } as const satisfies Readonly<Record<string, Page>>;

export type FindingCode = keyof typeof PAGES;

/** Lowest first: mend this, then look again. */
export const ORDER = Object.keys(PAGES) as readonly FindingCode[];

/** What harms large packets, many at once, or some of them only: the rest stops all. */
const LESS: ReadonlySet<FindingCode> = new Set([
  ...([
    'mtu-above-underlay',
    'mtu-differs',
    'inner-mtu-too-large',
    'firewall-rate-limit',
    'gbp-mismatch',
    'port-locked',
    'underlay-lossy',
    'underlay-slow',
  ] as const),
]);

export function severityOf(code: FindingCode): 'error' | 'warning' {
  return LESS.has(code) ? 'warning' : 'error';
}
