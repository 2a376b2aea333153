import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { paceOf } from '../base/pace.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { OverlayFile } from '../../../app/overlay/overlay.ts';
import { readOverlayYaml, writeOverlayYaml } from '../../../app/overlay/overlay-yaml.ts';
import { problemText } from '../../../app/problem/text.ts';
import { hostAt, snapshotsOf, worldOf } from './hosts.ts';

const said = (text: string) => readOverlayYaml(text).problems.map((problem) => problemText(problem).text);

test('the least that is a file', () => {
  const text =
    '# mine\nname: blue\nmode: flannel\nmembers:\n  - host: lab:alpha\n  - host: local\n    endpoint: false\n';
  expect(readOverlayYaml(text)).toEqual({
    file: { name: 'blue', mode: 'flannel', members: [{ host: 'lab:alpha' }, { host: 'local', endpoint: false }] },
    problems: [],
  });
});

const start = 'name: blue\nmode: flannel\n';
const members = 'members:\n  - host: lab:alpha\n';
describe('what is wrong is told with its place', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'nothing',
      '',
      ['Line 1, column 1: the file must be a block of names and values, such as name, mode and members.'],
    ],
    [
      'a list',
      '- a\n',
      ['Line 1, column 1: the file must be a block of names and values, such as name, mode and members.'],
    ],
    ['no members', start, ['Line 1, column 1: members is missing.']],
    ['an empty list', `${start}members: []\n`, ['Line 3, column 10: members must name at least one host.']],
    [
      'an unknown name',
      `${start}porrt: 8472\n${members}`,
      ['Line 3, column 1: porrt is not known; did you mean port?'],
    ],
    [
      'an unknown name deep down',
      `${start}${members}    tunnels:\n      - mac: 02:00:00:00:00:01\n        lokal: 192.0.2.1\n`,
      ['Line 7, column 9: lokal is not known; did you mean local?'],
    ],
    [
      'one that resembles nothing',
      `${start}${members}    endpoint:\n      zzzzzz: 1\n`,
      [
        'Line 5, column 5: netns is missing.',
        'Line 5, column 5: dev is missing.',
        'Line 5, column 5: port is missing.',
        'Line 5, column 5: addresses is missing.',
        'Line 6, column 7: zzzzzz is not known; known here: netns, dev, port, addresses, gateways.',
      ],
    ],
    [
      'a wrong word',
      `name: blue\nmode: mesh\n${members}`,
      ['Line 2, column 7: mode must be bridged or routed or flannel or found, not "mesh".'],
    ],
    [
      'members by their names alone',
      'name: a\nmode: bridged\nmembers: [lab:alpha, 7]\n',
      [
        'Line 3, column 11: each of members must be a block of names and values, not "lab:alpha".',
        'Line 3, column 22: each of members must be a block of names and values, not 7.',
      ],
    ],
    [
      'a prefix that is none',
      `${start}prefixes: [10.7.0.0/16, blue]\n${members}`,
      ['Line 3, column 25: "blue" in prefixes must be an address with a prefix length, like 10.0.0.1/24.'],
    ],
    ['a number too large', `${start}vni: 16777216\n${members}`, ['Line 3, column 6: vni must be 1 to 16777215.']],
    [
      'a number for a text',
      `name: 42\nmode: flannel\n${members}`,
      ['Line 1, column 7: name must be text (in quotes, if it looks like a number), not 42.'],
    ],
    [
      'a word for a switch',
      `${start}gbp: yes\n${members}`,
      ['Line 3, column 6: gbp must be true or false, not "yes".'],
    ],
    [
      'a bad address',
      `${start}${members}    tunnels: [{local: 192.0.2.300}]\n`,
      ['Line 5, column 23: local must be an IPv4 or IPv6 address.'],
    ],
    [
      'a bad host',
      `${start}members:\n  - host: alpha\n`,
      ['Line 4, column 11: host must be a host such as lab:alpha.'],
    ],
    [
      'a name twice',
      `${start}mode: routed\n${members}`,
      ['Line 3, column 1: this name is there twice in the same block.'],
    ],
    ['a tab', `${start}members:\n\t- host: lab:alpha\n`, ['Line 4, column 1: tabs cannot indent; use spaces.']],
    [
      'an alias',
      `name: &n blue\nmode: flannel\nmembers:\n  - host: *n\n`,
      ['Line 4, column 11: aliases (*name) are not taken; write the value out.'],
    ],
    [
      'two documents',
      `${start}${members}---\nname: green\n`,
      ['Line 5, column 1: a file holds one overlay; everything from this --- on is another.'],
    ],
    ['a tag', `name: !run blue\nmode: flannel\n${members}`, ['Line 1, column 7: tags (!name) are not taken.']],
  ];
  test.each(cases)('%s', (_, text, sentences) => expect(said(text)).toEqual(sentences));

  test('each has its line and column as facts, and the path of its field', () => {
    const [problem] = readOverlayYaml(`${start}${members}    bridge: "a b"\n`).problems;
    expect(problem).toMatchObject({
      code: 'overlay-file',
      where: { field: 'members.0.bridge' },
      facts: { line: 5, column: 13 },
    });
  });
});

test('aliases of aliases are refused before they are counted out', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < 20; at += 1)
    bomb.push(
      `${String.fromCharCode(97 + at)}: &${String.fromCharCode(97 + at)} [${Array(9)
        .fill(`*${String.fromCharCode(96 + at)}`)
        .join(', ')}]`,
    );
  const pace = paceOf(() => expect(readOverlayYaml(bomb.join('\n')).problems).toHaveLength(1));
  expect(pace).toBeLessThan(30);
});

test('no text makes it throw', () => {
  for (const text of [
    '\u0000',
    '{',
    '[',
    ':',
    '- - -',
    '? a',
    '%YAML 9\n---\na',
    '"',
    '|',
    '!!set {a}',
    'a: &a *a',
    '<<: 1',
    '\ufeff',
    'a: !!binary x',
  ])
    expect(readOverlayYaml(text).file).toBeUndefined();
});

describe('writing', () => {
  const world = worldOf(3);
  const file = (mode: string, more: object = {}) =>
    v.parse(OverlayFile, { name: 'blue', mode, members: [1, 2, 3].map((at) => ({ host: hostAt(at) })), ...more });
  test.each(['bridged', 'routed', 'flannel'])('%s: read again it completes to the same, without any host', (mode) => {
    const spec = completeOverlay(file(mode), snapshotsOf(world)).spec!;
    const again = readOverlayYaml(writeOverlayYaml(spec));
    expect(again.problems).toEqual([]);
    expect(completeOverlay(again.file!, new Map())).toEqual({ spec, problems: [] });
  });

  test('both families, no endpoint, addresses of its own', () => {
    const spec = completeOverlay(file('flannel', { prefixes: ['10.7.0.0/16', 'fd07::/48'] }), snapshotsOf(world)).spec!;
    const [one, ...others] = spec.members;
    const odd = {
      ...spec,
      name: 'on',
      members: [
        {
          ...one!,
          endpoint: null,
          gateways: ['10.7.1.9'],
          tunnels: one!.tunnels.map((tunnel) => ({ ...tunnel, addresses: ['10.7.1.8/16'] })),
        },
        ...others,
      ],
    };
    expect(completeOverlay(readOverlayYaml(writeOverlayYaml(odd)).file!, new Map()).spec).toEqual(odd);
  });

  test('reads well', () => {
    const text = writeOverlayYaml(completeOverlay(file('flannel'), snapshotsOf(world)).spec!);
    expect(text.split('\n').slice(0, 30).join('\n')).toMatchInlineSnapshot(`
      "# An overlay of many hosts, for: overlane overlay plan|apply|status|join|leave|destroy FILE
      # What is left out is completed from the hosts. Only name, mode and members must be there.

      name: blue

      # bridged: one network; routed: a network a host; flannel: a network a host, no learning, entries for every peer;
      # found: as it was when it was adopted, row by row
      mode: flannel

      # The tunnel: VXLAN network identifier, UDP port, largest packet (underlay minus 50 bytes, 70 over IPv6)
      vni: 42
      port: 8472
      mtu: 1450

      # The whole overlay, one network a family
      prefixes: [10.100.0.0/16]

      # Options of the tunnel devices
      learning: false
      gbp: false
      directRouting: false
      txChecksumOff: false

      # The hosts, and what each has
      members:
        - host: lab:h1
          dev: eth0
          tunnels:
            - name: vxlan42
              mac: 02:16:b0:c3:a7:cc"
    `);
  });
});

test.each([
  ['quotes', '"'.repeat(900_000)],
  ['names', Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join('\n')],
  ['brackets', '['.repeat(100_000)],
])('a file of nothing but %s is refused within a moment, in a few sentences', (_, text) => {
  const pace = paceOf(() => {
    const { file, problems } = readOverlayYaml(text);
    expect(file).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(20);
  });
  // Without a bound it took 6 s and 52 s.
  expect(pace).toBeLessThan(100);
});
