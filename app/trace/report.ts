/** A report to attach to a ticket: Markdown, the picture beside it, and the same as JSON. */
import type { NotLookedAt } from '../doctor/facts.ts';
import type { Path, Trace } from './hop.ts';
import { pictureOf } from './picture.ts';
import type { Sent } from './sent.ts';
import { svgOf } from './svg.ts';

/** What the doctor's report needs of a finding; its JSON holds the rest. */
export interface ReportFinding {
  readonly code: string;
  readonly host: string;
  readonly table: string;
  readonly entry: string;
  readonly says: string;
  readonly proof: { readonly host: string; readonly command: string; readonly line: string };
  readonly fix: {
    readonly title: string;
    readonly hosts: readonly { readonly host: string; readonly commands: readonly string[] }[];
  } | null;
}

export interface Reported {
  readonly trace?: Trace & { readonly sent?: Sent };
  readonly doctor?: {
    readonly healthy: boolean;
    readonly findings: readonly ReportFinding[];
    readonly notLookedAt: readonly NotLookedAt[];
    readonly checked: readonly string[];
  };
}

export interface Report {
  readonly markdown: string;
  /** Absent where nothing was traced. */
  readonly svg?: string;
  readonly json: string;
}

/** `name`: of the files beside it, without an ending. */
export function reportOf(reported: Reported, name: string): Report {
  const { trace, doctor } = reported;
  const svg = trace && svgOf(pictureOf(trace, trace.sent));
  const unseen = [...(doctor?.notLookedAt ?? []), ...(trace?.notLookedAt ?? [])].map(
    ({ host, what, why }) => `- ${inline(host)}: ${inline(what)}, ${inline(why)}`,
  );
  const parts = [
    '# Overlane report',
    ...(doctor === undefined ? [] : doctorText(doctor)),
    ...(trace === undefined ? [] : traceText(trace, name)),
    ...(unseen.length === 0 ? [] : ['## Not looked at', [...new Set(unseen)].join('\n')]),
    `The same as JSON: [${inline(name)}.json](<${name}.json>)`,
  ];
  return {
    markdown: `${parts.join('\n\n')}\n`,
    ...(svg !== undefined && { svg }),
    json: `${JSON.stringify(reported, undefined, 2)}\n`,
  };
}

function doctorText({ healthy, findings, checked }: NonNullable<Reported['doctor']>): readonly string[] {
  const verdict = healthy ? 'Nothing is wrong with what was looked at.' : `${findings.length} wrong:`;
  return ['## Doctor', verdict, ...findings.flatMap(findingText), `Looked for: ${checked.map(inline).join(', ')}`];
}

function findingText({ code, host, table, entry, says, proof, fix }: ReportFinding): readonly string[] {
  const mend =
    fix === null
      ? []
      : [
          `Mended by: ${inline(fix.title)}`,
          fence(fix.hosts.flatMap((one) => one.commands.map((line) => `${one.host} # ${line}`)).join('\n')),
        ];
  return [
    `### ${inline(code)} on ${inline(host)}`,
    inline(says),
    `${inline(table)}: ${inline(entry)}`,
    fence(`${proof.host} $ ${proof.command}\n${proof.line}`),
    ...mend,
  ];
}

function traceText(trace: Trace & { readonly sent?: Sent }, name: string): readonly string[] {
  const sent =
    trace.sent === undefined ? [] : [`One real packet (${inline(trace.sent.command)}): ${inline(trace.sent.says)}`];
  return [
    '## Trace',
    `![The way of the packet, there and back](<${name}.svg>)`,
    ...sent,
    ...pathText('There', trace.there),
    ...pathText('Back', trace.back),
  ];
}

function pathText(way: string, { from, to, hops, end }: Path): readonly string[] {
  const rows = hops.map(
    ({ host, netns, table, says, row, instead, command }) =>
      `| ${[netns === '' ? host : `${host}/${netns}`, table, says, row, instead.join('; '), command].map(cell).join(' | ')} |`,
  );
  const table = [
    '| where | table | decides | row | instead | shows it |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  return [
    `### ${way}: ${inline(from)} → ${inline(to)}`,
    ...(hops.length === 0 ? [] : [table]),
    end.arrives ? `Arrives: ${inline(end.why)}` : `**Stops at ${inline(end.host)}, ${end.table}:** ${inline(end.why)}`,
  ];
}

/** Text of other machines is text: no markup of Markdown or HTML, one line. */
function inline(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|!&~]/g, (one) => (one === '<' ? '&lt;' : one === '&' ? '&amp;' : `\\${one}`));
}

function cell(text: string): string {
  return inline(text) || ' ';
}

/** Longer than any row of backticks within. */
function fence(text: string): string {
  const plain = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
  const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}\n${plain}\n${mark}`;
}
