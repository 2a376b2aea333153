/** Whatever is put into whichever field: the sentence is ours, says what is wanted and what stands there, and counts no places. */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { issueField } from '../../../app/base/schema-words.ts';
import { EditItem } from '../../../app/noun/items.ts';
import { IntentSchema } from '../../../app/change/intent.ts';
import { readPaste } from '../../../app/change/paste.ts';
import { WORDS, type Noun } from '../../../app/change/word-table.ts';
import { readWords } from '../../../app/change/words.ts';
import { CALLS } from '../../../app/contract/ipc.ts';
import { SettingsSchema } from '../../../app/contract/settings.ts';
import { OverlayFile } from '../../../app/overlay/overlay.ts';
import { readOverlayYaml } from '../../../app/overlay/overlay-yaml.ts';
import { problemText } from '../../../app/problem/text.ts';

const WRONG: readonly unknown[] = [undefined, null, true, -1, 1.5, 'x y', [], {}, [[5]]];
/** What valibot says by itself. */
const FOREIGN = /Invalid|Expected|[Rr]eceived|Object|Array/;
/** What stands there is quoted last, and is not ours. */
const ours = (text: string): string => text.replace(/, not [^]*$/, '');

interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly options?: readonly (Schema | string)[];
  readonly wrapped?: Schema;
  readonly pipe?: readonly Schema[];
  readonly literal?: unknown;
}

/** Inputs that are wrong in one place each, for every place that a schema has. */
function* wrongs(schema: Schema, depth = 0): Generator<unknown> {
  yield* WRONG;
  if (depth < 6) yield* inner(schema, depth);
}

function* inner(schema: Schema, depth: number): Generator<unknown> {
  const { entries = {}, item, options = [], wrapped, pipe = [] } = schema;
  if (wrapped !== undefined) yield* inner(wrapped, depth);
  const [first] = pipe;
  if (first !== undefined && first.type !== schema.type) yield* inner(first, depth);
  const fixed = Object.entries(entries).filter(([, { type }]) => type === 'literal');
  const base = Object.fromEntries(fixed.map(([name, { literal }]) => [name, literal]));
  for (const [name, one] of Object.entries(entries))
    for (const value of wrongs(one, depth + 1)) yield { ...base, [name]: value };
  if (fixed.length > 0) yield { ...base, unheardOf: 1 };
  if (item !== undefined) for (const value of wrongs(item, depth + 1)) yield [value];
  for (const option of options) if (typeof option === 'object') yield* inner(option, depth);
}

function* flat(issues: readonly v.BaseIssue<unknown>[]): Generator<v.BaseIssue<unknown>> {
  for (const issue of issues) {
    yield issue;
    yield* flat(issue.issues ?? []);
  }
}

const SCHEMAS: Readonly<Record<string, v.GenericSchema>> = {
  IntentSchema,
  OverlayFile,
  SettingsSchema,
  ...Object.fromEntries(Object.entries(CALLS).map(([name, { argument }]) => [name, argument as v.GenericSchema])),
};

test.each(Object.entries(SCHEMAS))('%s', (_, schema) => {
  const said = new Map<string, unknown>();
  for (const input of wrongs(schema as unknown as Schema)) {
    const parsed = v.safeParse(schema, input);
    for (const issue of parsed.success ? [] : flat(parsed.issues))
      said.set(`${issueField(issue, 'it')}: ${ours(issue.message)}`, input);
  }
  expect(said.size).toBeGreaterThan(0);
  // A place in a list says nothing to who reads; what stands there does.
  expect([...said].filter(([text]) => FOREIGN.test(text) || /^\d+:/.test(text))).toEqual([]);
});

/** Each value of a valid text replaced by each that is not. */
describe('a person reads only our sentences', () => {
  const VALUES = ['true', '-1', '1.5', '99999999999', '""', '[]', '{}', '[5]', 'x y', "'5'", 'null'];

  test('in an overlay.yaml', () => {
    const lines = ['name: mesh', 'mode: bridged', 'vni: 42', 'port: 4789', 'mtu: 1450', 'prefixes: [10.42.0.0/16]'];
    const member = [
      '  - host: lab:alpha',
      '    dev: eth0',
      '    bridge: br0',
      '    gateways: [10.42.0.1/24]',
      '    endpoint: true',
      '    tunnels: [{name: vx1, mac: 02:00:00:00:00:01, local: 192.168.64.3}]',
    ];
    const whole = [...lines, 'members:', ...member];
    for (const at of whole.keys())
      for (const value of VALUES) {
        const text = whole
          .map((line, index) => (index === at ? line.replace(/: ?.*$/, `: ${value}`) : line))
          .join('\n');
        for (const problem of readOverlayYaml(text).problems) {
          const { text: said } = problemText(problem);
          expect(ours(said).replace(/^[^]*?column \d+/, ''), text).not.toMatch(FOREIGN);
        }
      }
  });

  test('in words of the command line', () => {
    for (const [noun, { words }] of Object.entries(WORDS) as [Noun, (typeof WORDS)[Noun]][])
      for (const word of Object.keys(words))
        for (const value of VALUES) {
          const read = readWords(noun, 'set', '', ['x0', word, value]);
          const parsed = read.ok ? v.safeParse(EditItem, read.item) : undefined;
          const said = !read.ok
            ? [read.reason]
            : parsed?.success === false
              ? parsed.issues.map((one) => one.message)
              : [];
          for (const text of said) expect(ours(text), `${noun} ${word} ${value}`).not.toMatch(FOREIGN);
        }
  });

  test.each([
    [
      'fdb',
      { mac: '02:00:00:00:00:01', dev: 'vx1', dst: '10.0.0.1', owner: 'self', state: 'permanent', vni: 5, vlan: 1 },
    ],
    ['address', { dev: 'vx1', family: 'inet', local: '10.0.0.1', prefixlen: 24, scope: 'global' }],
    [
      'route',
      { dst: '10.0.0.0/8', dev: 'vx1', gateway: '10.0.0.1', metric: 5, family: 'inet', nexthops: [], flags: [] },
    ],
    ['neighbour', { dev: 'vx1', family: 'inet', dst: '10.0.0.1', lladdr: '02:00:00:00:00:01', state: ['PERMANENT'] }],
    [
      'link',
      {
        name: 'vx1',
        kind: 'vxlan',
        mtu: 1450,
        up: true,
        vxlan: { vni: 42, dstport: 4789, ttl: 'auto', local: '10.0.0.1' },
      },
    ],
    ['link', { name: 'br1', kind: 'bridge', mtu: 1450, up: true, bridge: { options: {} } }],
  ])('in JSON of a table: %s %j', (table, row) => {
    for (const name of Object.keys(row))
      for (const value of WRONG) {
        const text = JSON.stringify({ [table]: [{ key: 'k', netns: '', ...row, [name]: value }] });
        for (const { problem } of readPaste(text, {}).rows)
          if (problem !== undefined)
            expect(ours(problemText(problem).text), text).not.toMatch(/Invalid|Expected|[Rr]eceived/);
      }
  });

  test.each([
    ['mac,dev,dst,netns,owner,state,vni', '02:00:00:00:00:01,vx1,10.0.0.1,,self,permanent,5'],
    ['local,dev,prefixlen,family,netns', '10.0.0.1,vx1,24,inet,'],
    ['dst,dev,gateway,metric,family,netns', '10.0.0.0/8,vx1,10.0.0.1,5,inet,'],
  ])('in CSV: %s', (head, row) => {
    const cells = row.split(',');
    for (const at of cells.keys())
      for (const value of ['true', '-1', '1.5', 'x y', '99999999999', '[]', '{}']) {
        const text = `${head}\n${cells.map((cell, index) => (index === at ? value : cell)).join(',')}`;
        for (const { problem } of readPaste(text, {}).rows)
          if (problem !== undefined)
            expect(ours(problemText(problem).text), text).not.toMatch(/Invalid|Expected|[Rr]eceived/);
      }
  });
});
