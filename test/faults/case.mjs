/**
 * Recorded facts (`doctor.mjs --record=FOLDER`) → a folder of test/cases: what no check looks at is left out, a row a line.
 *   node test/faults/case.mjs FOLDER/NAME.json… ; then OVERLANE_ACCEPT=1 vitest run test/cases/doctor.test.ts, and read what it wrote
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cases = join(dirname(fileURLToPath(import.meta.url)), '../cases');

const UNASKED = {
  route: ({ type, dst, dev }) =>
    ['broadcast', 'multicast', 'anycast'].includes(type) || /^(f[ef]|127\.|::1)/.test(dst) || dev === 'lo',
  fdb: ({ mac, dst }) => dst === undefined && /^(33:33|01:)/.test(mac),
  address: ({ dev }) => dev === 'lo',
  neighbour: ({ dst }) => dst.startsWith('ff') || dst.startsWith('224.'),
  link: ({ kind }) => kind === 'loopback',
};

function slim(host) {
  const tables = Object.fromEntries(
    Object.entries(host.tables).map(([name, rows]) => [
      name,
      rows.filter((row) => !UNASKED[name]?.(row)).map((row) => (name === 'link' ? linkOf(row) : row)),
    ]),
  );
  for (const name of ['file', 'offload', 'system']) tables[name] = [];
  const counters = Object.fromEntries(
    Object.entries(host.counters).map(([netns, own]) => [
      netns,
      Object.fromEntries(Object.entries(own).filter(([key]) => key.endsWith(' rx_frame_errors') && own[key] > 0)),
    ]),
  );
  return { ...host, tables, counters };
}

function linkOf({ raw, ...row }) {
  const { flags, linkinfo } = raw;
  const port = linkinfo?.info_slave_data;
  return { ...row, raw: { flags, ...(port && { linkinfo: { info_slave_data: port } }) } };
}

const list = (rows) =>
  rows.length === 0 ? '[]' : `[\n${rows.map((row) => `      ${JSON.stringify(row)}`).join(',\n')}\n    ]`;
const written = ({ tables, ...rest }) =>
  `{\n  "tables": {\n${Object.entries(tables)
    .map(([name, rows]) => `    ${JSON.stringify(name)}: ${list(rows)}`)
    .join(',\n')}\n  },\n${Object.entries(rest)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}`;

for (const file of process.argv.slice(2)) {
  const folder = join(cases, `doctor-${basename(file, '.json')}`);
  mkdirSync(folder, { recursive: true });
  const hosts = JSON.parse(readFileSync(file, 'utf8')).map(slim);
  writeFileSync(join(folder, 'facts.json'), `[\n${hosts.map(written).join(',\n')}\n]\n`);
}
