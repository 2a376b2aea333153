/** The way of a packet as a picture: a lane a host, there and then back, each hop a box (SVG 1.1, no script, no style sheet). */
import type { Hop, Path, Trace } from './hop.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly text: string;
  readonly kind: 'hop' | 'arrives' | 'stops';
  readonly way: 'there' | 'back';
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly host: string; readonly x: number }[];
  readonly boxes: readonly Box[];
}

export const LANE = 300;
export const BOX = { width: 280, height: 40 } as const;
const ROW = 56;
const TOP = 48;
/** What fits in a box at 11 pixels a letter's height. */
const LETTERS = 46;

export function pictureOf({ there, back }: Trace): Picture {
  const hosts = [...new Set([there, back].flatMap(({ hops, end }) => [...hops.map(({ host }) => host), end.host]))];
  const laneOf = (host: string) => 10 + hosts.indexOf(host as (typeof hosts)[number]) * LANE;
  const first = boxesOf('there', there, laneOf, TOP);
  const second = boxesOf('back', back, laneOf, TOP + first.length * ROW + ROW / 2);
  const boxes = [...first, ...second];
  const lanes = hosts.map((host) => ({ host, x: laneOf(host) }));
  return { width: 20 + hosts.length * LANE, height: TOP + (boxes.length + 1) * ROW, lanes, boxes };
}

function boxesOf(way: Box['way'], { hops, end }: Path, laneOf: (host: string) => number, top: number): readonly Box[] {
  const steps = hops.map((hop, at): Box => ({
    x: laneOf(hop.host),
    y: top + at * ROW,
    title: titleOf(hop),
    text: hop.says,
    kind: 'hop',
    way,
  }));
  const y = top + hops.length * ROW;
  const last: Box = {
    x: laneOf(end.host),
    y,
    title: end.arrives ? 'arrives' : `stops: ${end.table}`,
    text: end.why,
    kind: end.arrives ? 'arrives' : 'stops',
    way,
  };
  return [...steps, last];
}

function titleOf({ netns, table, device }: Hop): string {
  return [netns, table, device ?? ''].filter(Boolean).join(' · ');
}

const COLOUR = { hop: '#5b7083', arrives: '#2e7d32', stops: '#c62828' } as const;

export function svgOf({ width, height, lanes, boxes }: Picture): string {
  const head = lanes.map(
    ({ host, x }) =>
      `<rect x="${x}" y="8" width="${BOX.width}" height="${height - 16}" rx="6" fill="none" stroke="#90a4ae"/><text x="${x + 10}" y="30" font-weight="bold" fill="#5b7083">${escape(host)}</text>`,
  );
  const lines = boxes.slice(1).flatMap((box, at) => {
    const from = boxes[at];
    return from === undefined || from.way !== box.way
      ? []
      : [
          `<path d="M${from.x + BOX.width / 2} ${from.y + BOX.height} L${box.x + BOX.width / 2} ${box.y}" stroke="#5b7083" fill="none" marker-end="url(#to)"/>`,
        ];
  });
  const shapes = boxes.map(
    ({ x, y, title, text, kind }) =>
      `<g><title>${escape(text)}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4" fill="#ffffff" stroke="${COLOUR[kind]}"/><text x="${x + 8}" y="${y + 16}" font-weight="bold" fill="${COLOUR[kind]}">${escape(cut(title))}</text><text x="${x + 8}" y="${y + 32}" fill="#263238">${escape(cut(text))}</text></g>`,
  );
  const marker =
    '<defs><marker id="to" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5b7083"/></marker></defs>';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    marker,
    ...head,
    ...lines,
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

function cut(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text;
}

/** Names come from other machines. Control characters are not allowed in XML 1.0 at all. */
function escape(text: string): string {
  const plain = [...text]
    .map((one) =>
      one < ' ' || (one >= '\u007f' && one < '\u00a0') || /[\ud800-\udfff\ufffe\uffff]/u.test(one) ? '\ufffd' : one,
    )
    .join('');
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
