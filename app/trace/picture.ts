/** The way of a packet as a picture: a lane a host, there and then back, each hop a box with the row that decided. Positions only. */
import type { HostId } from '../base/host.ts';
import { decidedIn } from './decided.ts';
import { hostsOf, type Hop, type Path, type PathEnd, type Trace } from './hop.ts';
import { seenOf } from './seen.ts';
import type { Sent } from './sent.ts';

export interface Line {
  readonly text: string;
  readonly look: 'title' | 'says' | 'row';
  /** The part that decided: from, to. */
  readonly strong?: readonly [number, number];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** The whole of it, for who points at it. */
  readonly text: string;
  /** `instead`: what would have decided otherwise, or is missing. */
  readonly kind: 'hop' | 'arrives' | 'stops' | 'instead';
  readonly way: 'there' | 'back';
  /** Which hop of its way; absent for where it ends. */
  readonly hop?: number;
  /** One real packet came this far. */
  readonly seen?: boolean;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly host: string; readonly x: number }[];
  readonly heads: readonly { readonly y: number; readonly text: string; readonly arrives: boolean }[];
  readonly boxes: readonly Box[];
}

/** Two of them fit beside what is told of a hop in a window of 1280. */
export const LANE = 336;
export const LANE_WIDTH = 328;
const BOX_WIDTH = 316;
const INDENT = 28;
const HEAD = 34;
const TOP = 48;
const GAP = 22;
const PADDING = 7;
export const LINE_HEIGHT = 15;
/** What fits in a line: letters of 11 pixels, and of a typewriter's 10. */
const LETTERS = { says: 45, row: 46 } as const;

/** Between words that stay on one line (no-break space). */
const KEPT = '\u00a0';

export function pictureOf({ there, back }: Trace, sent?: Sent): Picture {
  const hosts = hostsOf({ there, back });
  const laneOf = (host: HostId): number => 12 + hosts.indexOf(host) * LANE;
  const first = boxesOf('there', there, laneOf, TOP + HEAD, sent);
  const middle = bottomOf(first, TOP + HEAD) + GAP;
  const second = boxesOf('back', back, laneOf, middle + HEAD, sent);
  return {
    width: 12 + hosts.length * LANE,
    height: bottomOf(second, middle + HEAD) + GAP,
    lanes: hosts.map((host) => ({ host, x: laneOf(host) })),
    heads: [headOf('There', there, TOP), headOf('Back', back, middle)],
    boxes: [...first, ...second],
  };
}

function bottomOf(boxes: readonly Box[], least: number): number {
  return Math.max(least, ...boxes.map(({ y, height }) => y + height));
}

function headOf(way: string, { from, to, end }: Path, y: number): Picture['heads'][number] {
  return { y, text: `${way}: ${from || '?'} → ${to || '?'}`, arrives: end.arrives };
}

function boxesOf(
  way: Box['way'],
  { hops, end }: Path,
  laneOf: (host: HostId) => number,
  top: number,
  sent: Sent | undefined,
): readonly Box[] {
  const boxes: Box[] = [];
  const seen = sent === undefined ? undefined : seenOf(sent, way, hops);
  const add = (box: Omit<Box, 'y' | 'height' | 'way'>, gap: number): void => {
    const last = boxes.at(-1);
    const y = last === undefined ? top : last.y + last.height + gap;
    boxes.push({ ...box, y, height: box.lines.length * LINE_HEIGHT + 2 * PADDING, way });
  };
  hops.forEach((hop, at) => {
    const x = laneOf(hop.host);
    const isSeen = seen === undefined ? {} : { seen: at < seen };
    add({ x, width: BOX_WIDTH, lines: linesOf(hop), text: wholeOf(hop), kind: 'hop', hop: at, ...isSeen }, GAP);
    const lines = hop.instead.slice(0, 2).flatMap((one) => wrapped(`not: ${one}`, 'row', 2, LETTERS.row - 4));
    if (lines.length > 0)
      add(
        { x: x + INDENT, width: BOX_WIDTH - INDENT, lines, text: hop.instead.join('\n'), kind: 'instead', hop: at },
        4,
      );
  });
  const isSeen = seen === undefined ? {} : { seen: hops.length < seen };
  add({ x: laneOf(end.host), width: BOX_WIDTH, ...endOf(end), ...isSeen }, GAP);
  return boxes;
}

function endOf({ arrives, table, netns, why }: PathEnd): Pick<Box, 'lines' | 'text' | 'kind'> {
  const title = [arrives ? 'arrives' : `stops: ${table}`, netns].filter(Boolean).join(' · ');
  return {
    lines: [{ text: title, look: 'title' }, ...wrapped(why, 'says', 3)],
    text: why,
    kind: arrives ? 'arrives' : 'stops',
  };
}

function linesOf(hop: Hop): readonly Line[] {
  const { netns, table, device, says, row } = hop;
  const title = cut([table, device ?? '', netns].filter(Boolean).join(' · '), LETTERS.says);
  const [first = '', ...more] = row.split('\n');
  const strong = decidedIn(hop);
  const whole = strong === undefined ? first : first.replace(strong, strong.replaceAll(' ', KEPT));
  const rows = wrapped(more.length > 0 ? `${whole} …` : whole, 'row');
  return [{ text: title, look: 'title' }, ...wrapped(says, 'says'), ...marked(rows, strong)];
}

function wholeOf({ says, row, command }: Hop): string {
  return [says, row, `$ ${command}`].filter(Boolean).join('\n');
}

/** The part that decided, where one line holds it whole. */
function marked(rows: readonly Line[], strong: string | undefined): readonly Line[] {
  if (strong === undefined) return rows;
  return rows.map((line) => {
    const at = line.text.indexOf(strong);
    return at < 0 ? line : { ...line, strong: [at, at + strong.length] };
  });
}

/** At spaces, where it can. */
function wrapped(text: string, look: 'says' | 'row', most = 2, letters: number = LETTERS[look]): readonly Line[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < most) {
    const isLast = lines.length === most - 1;
    const space = rest.lastIndexOf(' ', letters);
    const at = rest.length <= letters ? rest.length : isLast || space < 12 ? letters : space;
    lines.push(isLast ? cut(rest, letters) : rest.slice(0, at));
    rest = isLast ? '' : rest.slice(at).trimStart();
  }
  return lines.map((line) => ({ text: line.replaceAll(KEPT, ' '), look }));
}

function cut(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}
