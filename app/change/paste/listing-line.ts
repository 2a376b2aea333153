/** A row of a listing: of the table that it begins like, on the device that the heading above it named. */
import type { Noun } from '../word-table.ts';
import { readWords } from '../words.ts';
import { LEFT, nounOfRow, readListing, type ListingNoun } from './listing.ts';
import type { PasteOptions } from './read-row.ts';
import { type Context, type ReadLine, bad, type Outcome, placeOf, itemOutcome } from './line.ts';

const HEADING = /^\d+:\s+([^\s:@]+)(?:@\S+)?:\s+</;

/** What `ip addr` and `ip link` print of a link below its heading. */
const DETAIL =
  /^(link\/|valid_lft|altname |alias |vxlan |bridge |bridge_slave |veth |RX:|TX:|tun |bond |vlan |gre |dummy |promiscuity |numtxqueues |\d+ +\d+ )/;

export function listingLine(text: string, context: Context, options: PasteOptions): ReadLine {
  const [, heading] = HEADING.exec(text) ?? [];
  if (heading !== undefined) {
    const outcome = { items: [], said: false, left: LEFT.link };
    return { context: { ...context, shown: { ...context.shown, dev: heading } }, outcome };
  }
  if (context.shown.dev !== undefined && DETAIL.test(text)) return { context };
  const words = text
    .replace(/\s#\s.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const noun = listingNoun(words, options.noun);
  if (noun === undefined) return { context, outcome: bad('is neither a command nor an entry') };
  const row = readListing(noun, words);
  if ('left' in row) return { context, outcome: { items: [], said: false, left: row.left } };
  if ('bad' in row) return { context, outcome: bad(row.bad) };
  return { context, outcome: rowOutcome(noun, row.words, context, options) };
}

/** What was asked for, unless the row begins like one of another table. */
function listingNoun(words: readonly string[], asked: Noun | undefined): ListingNoun | undefined {
  const told = nounOfRow(words);
  if (asked !== 'fdb' && asked !== 'neighbour') return told;
  if (told === undefined) return /[:.]/.test(words[0] ?? '') ? asked : undefined;
  return asked === 'neighbour' && told === 'route' ? asked : told;
}

function rowOutcome(noun: ListingNoun, words: readonly string[], context: Context, options: PasteOptions): Outcome {
  const place = placeOf(context.shown.netns ?? context.hereDoc?.netns ?? context.entered.at(-1), options);
  if ('why' in place) return bad(place.why);
  const read = readWords(noun, 'add', place.netns, words);
  if (!read.ok) return bad(read.reason);
  const dev = context.shown.dev ?? options.dev;
  return itemOutcome({ ...(dev === undefined || noun === 'route' ? {} : { dev }), ...read.item }, false);
}
