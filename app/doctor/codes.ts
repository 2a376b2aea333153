/** Every failure that the doctor can name: lowest first, with its page (`overlane doctor --explain CODE`). */
import type { Page } from './page.ts';
import { INNER } from './pages/inner.ts';
import { OUTER } from './pages/outer.ts';
import { TABLE } from './pages/table.ts';

export const PAGES = { ...OUTER, ...TABLE, ...INNER } as const satisfies Readonly<Record<string, Page>>;

export type FindingCode = keyof typeof PAGES;

/** Lowest first: mend this, then look again. */
export const ORDER = Object.keys(PAGES) as readonly FindingCode[];
