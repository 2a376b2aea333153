/** The picture as a file: SVG 1.1 without script or style sheet. */
import { LANE_WIDTH, LINE_HEIGHT, type Box, type Line, type Picture } from './picture.ts';

const COLOUR = { hop: '#5b6b7a', arrives: '#16703b', stops: '#b3261e', instead: '#8a5200' } as const;
const FILL = { hop: '#ffffff', arrives: '#e2f3e8', stops: '#fce9e7', instead: '#fffaf0' } as const;
const SENT = '#4450c4';
const FONT = { title: '11', says: '11', row: '10' } as const;

export function svgOf({ width, height, lanes, heads, boxes }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<defs><marker id="to" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${COLOUR.hop}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...lanes.map(({ host, x }) => laneOf(host, x, height)),
    ...heads.map(({ y, text, arrives }) =>
      textOf(20, y + 22, text, `font-weight="bold" font-size="13" fill="${COLOUR[arrives ? 'arrives' : 'stops']}"`),
    ),
    ...linesBetween(boxes).flatMap(({ path, sent }) => [
      `<path d="${path}" stroke="${COLOUR.hop}" fill="none" marker-end="url(#to)"/>`,
      ...(sent === undefined ? [] : [`<path d="${sent}" stroke="${SENT}" stroke-width="1.5" fill="none"/>`]),
    ]),
    ...boxes.map(boxOf),
    '</svg>',
    '',
  ].join('\n');
}

/** From each box to the next of its way; where one real packet came through, a thinner line beside it. */
export function linesBetween(
  boxes: readonly Box[],
): readonly { readonly path: string; readonly sent?: string; readonly way: Box['way'] }[] {
  const steps = boxes.filter(({ kind }) => kind !== 'instead');
  return steps.slice(1).flatMap((to, at) => {
    const from = steps[at];
    if (from === undefined || from.way !== to.way) return [];
    return [{ path: pathOf(from, to, 14), way: to.way, ...(to.seen === true && { sent: pathOf(from, to, 20) }) }];
  });
}

/** Straight down, left of what stands dashed in between; across in the gap above the next box. */
function pathOf(from: Box, to: Box, inset: number): string {
  const start = from.y + from.height;
  const across = to.y - 11 + (inset - 14);
  const [a, b] = [from.x + inset, to.x + inset];
  return a === b ? `M${a} ${start} V${to.y}` : `M${a} ${start} V${across} H${b} V${to.y}`;
}

function laneOf(host: string, x: number, height: number): string {
  return `<rect x="${x - 6}" y="8" width="${LANE_WIDTH}" height="${height - 16}" rx="6" fill="#f5f6f7" stroke="#e4e6e9"/>${textOf(x + 8, 30, host, 'font-weight="bold" font-size="13" fill="#1a1c20"')}`;
}

function boxOf({ x, y, width, height, lines, text, kind, seen }: Box): string {
  const dash = kind === 'instead' ? ' stroke-dasharray="4 3"' : '';
  const bar = seen === true ? `<rect x="${x}" y="${y}" width="3" height="${height}" fill="${SENT}"/>` : '';
  const words = lines.map((line, at) => lineOf(line, x + 10, y + 18 + at * LINE_HEIGHT, kind));
  return `<g><title>${escape(text)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="${FILL[kind]}" stroke="${COLOUR[kind]}"${dash}/>${bar}${words.join('')}</g>`;
}

function lineOf({ text, look, strong }: Line, x: number, y: number, kind: Box['kind']): string {
  const family = look === 'row' ? ' font-family="monospace"' : '';
  const style = `font-size="${FONT[look]}"${family} fill="${look === 'title' ? COLOUR[kind] : '#1a1c20'}"${look === 'title' ? ' font-weight="bold"' : ''}`;
  if (strong === undefined) return textOf(x, y, text, style);
  const [from, to] = strong;
  return `<text x="${x}" y="${y}" xml:space="preserve" ${style}>${escape(text.slice(0, from))}<tspan font-weight="bold">${escape(text.slice(from, to))}</tspan>${escape(text.slice(to))}</text>`;
}

function textOf(x: number, y: number, text: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escape(text)}</text>`;
}

/** Names come from other machines. Control characters are not allowed in XML 1.0 at all. */
function escape(text: string): string {
  const plain = [...text]
    .map((one) =>
      (one < ' ' && one !== '\n') || (one >= '\u007f' && one < '\u00a0') || /[\ud800-\udfff\ufffe\uffff]/u.test(one)
        ? '\ufffd'
        : one,
    )
    .join('');
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
