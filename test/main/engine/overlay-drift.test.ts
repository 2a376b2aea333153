import { describe, expect } from 'vitest';
import type { DriftView } from '../../../app/contract/overlay-view.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { OverlayMember, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { splitCidr } from '../../../app/base/ip.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { previewed, withEngine } from './engine-for-test.ts';
import { applyFile, expectWhole, fileOf, seen } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];
const STORY_MS = 120_000;

interface Damage {
  readonly name: string;
  /** Run on alpha. */
  readonly commands: (spec: OverlaySpec) => readonly (readonly string[])[];
  /** What is seen, as `kind table`, sorted and without repetition. */
  readonly drift: readonly string[];
  /** What repairing does, by the step's name, without repetition. */
  readonly repair: readonly string[];
}

const tunnel = ({ tunnels: [one] }: OverlayMember): NonNullable<typeof one> => one as never;
const member = ({ members }: OverlaySpec, index: number): OverlayMember => members[index] as OverlayMember;
const device = (spec: OverlaySpec): string => tunnel(member(spec, 0)).name;
const vtep = (one: OverlayMember): string => splitCidr(one.subnets[0] ?? '').ip;

const DAMAGES: readonly Damage[] = [
  {
    name: 'an FDB entry is removed',
    commands: (spec) => [
      ['bridge', 'fdb', 'del', tunnel(member(spec, 1)).mac, 'dev', device(spec), 'dst', tunnel(member(spec, 1)).local],
    ],
    drift: ['missing fdb'],
    repair: ['bridge fdb'],
  },
  {
    name: 'an FDB entry leads elsewhere',
    commands: (spec) => [
      ['bridge', 'fdb', 'replace', tunnel(member(spec, 1)).mac, 'dev', device(spec), 'dst', '192.168.64.99', 'static'],
    ],
    drift: ['different fdb'],
    repair: ['bridge fdb'],
  },
  {
    name: 'a neighbour is removed',
    commands: (spec) => [['ip', 'neigh', 'del', vtep(member(spec, 1)), 'dev', device(spec)]],
    drift: ['missing neighbour'],
    repair: ['ip neigh'],
  },
  {
    name: 'a neighbour has another MAC address',
    commands: (spec) => [
      [
        'ip',
        'neigh',
        'replace',
        vtep(member(spec, 1)),
        'lladdr',
        '02:de:ad:00:00:01',
        'dev',
        device(spec),
        'nud',
        'permanent',
      ],
    ],
    drift: ['different neighbour'],
    repair: ['ip neigh'],
  },
  {
    name: 'a route is removed',
    commands: (spec) => [['ip', 'route', 'del', member(spec, 1).subnets[0] ?? '']],
    drift: ['missing route'],
    repair: ['ip route'],
  },
  {
    name: 'entries of a peer that is no member stand on the tunnel',
    commands: (spec) => [
      ['ip', 'neigh', 'add', '10.120.99.0', 'lladdr', '02:de:ad:00:00:02', 'dev', device(spec), 'nud', 'permanent'],
      ['bridge', 'fdb', 'add', '02:de:ad:00:00:02', 'dev', device(spec), 'dst', '192.168.64.99', 'static'],
      ['ip', 'route', 'add', '10.120.99.0/24', 'via', '10.120.99.0', 'dev', device(spec), 'onlink'],
    ],
    drift: ['extra fdb', 'extra neighbour', 'extra route'],
    repair: ['bridge fdb', 'ip neigh', 'ip route'],
  },
  {
    name: 'the tunnel went down and up again: its neighbours and routes are gone, its FDB stays',
    commands: (spec) => [
      ['ip', 'link', 'set', 'dev', device(spec), 'down'],
      ['ip', 'link', 'set', 'dev', device(spec), 'up'],
    ],
    drift: ['missing neighbour', 'missing route'],
    repair: ['ip neigh', 'ip route'],
  },
  {
    name: 'the MAC address of the tunnel is another one, which takes the neighbours along',
    commands: (spec) => [['ip', 'link', 'set', 'dev', device(spec), 'address', '02:de:ad:00:00:03']],
    drift: ['different link', 'missing neighbour'],
    repair: ['ip link', 'ip neigh'],
  },
  {
    name: 'the MTU of the tunnel is another one',
    commands: (spec) => [['ip', 'link', 'set', 'dev', device(spec), 'mtu', '1400']],
    drift: ['different link'],
    repair: ['ip link'],
  },
  {
    name: 'the tunnel is deleted',
    commands: (spec) => [['ip', 'link', 'del', 'dev', device(spec)]],
    drift: ['missing address', 'missing fdb', 'missing link', 'missing neighbour', 'missing route'],
    repair: ['bridge fdb', 'ip address', 'ip link', 'ip neigh', 'ip route'],
  },
  {
    name: 'the kernel no longer forwards',
    commands: () => [['sysctl', '-qw', 'net.ipv4.ip_forward=0']],
    drift: ['different sysctl'],
    repair: ['sysctl'],
  },
];

const kinds = (drift: readonly DriftView[]): readonly string[] =>
  [...new Set(drift.map(({ kind, table }) => `${kind} ${table}`))].sort();

/** `ip link set …` → `ip link`; what is deleted for a re-creation counts as what it is about. */
function wordsOf(text: string): string {
  const words = text.split(' ').filter((word) => !word.startsWith('-'));
  return words[0] === 'sysctl' ? 'sysctl' : `${words[0]} ${words[1]}`;
}

describe('drift of a flannel overlay', () => {
  labTest(
    'of every kind is seen with its age and repaired by exactly what is missing',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session, look }) => {
          expect(await applyFile(session, fileOf('flannel', 'IPv4', HOSTS))).toMatchObject({ end: 'committed' });
          const whole = await look('lab:alpha');
          for (const { name, commands, drift, repair } of DAMAGES) {
            const { spec } = await seen(session);
            const brokenAt = Date.now();
            for (const argv of commands(spec)) await inHost(hostOf(lab, 'alpha'), ...argv);
            const view = await seen(session);
            expect(kinds(view.members[0]?.drift ?? []), name).toEqual(drift);
            expect(
              view.members.slice(1).flatMap((one) => one.drift),
              name,
            ).toEqual([]);
            expect(Math.min(...(view.members[0]?.drift ?? []).map(({ since }) => since)), name).toBeGreaterThanOrEqual(
              brokenAt,
            );

            const plan = previewed(session, { kind: 'overlay-apply', spec });
            expect(
              plan.hosts.map(({ host }) => host),
              name,
            ).toEqual(['lab:alpha']);
            const words = [...new Set(plan.hosts[0]?.forward.map(({ text }) => wordsOf(text)))].sort();
            expect(words, name).toEqual(repair);
            const result = await session.apply(plan.planId, () => undefined);
            expect(result, name).toMatchObject({ ok: true, value: { end: 'committed', problems: [] } });
            expect(kinds((await seen(session)).members.flatMap((one) => one.drift)), name).toEqual([]);
            expect(sameDurable(whole, await look('lab:alpha')), name).toEqual([]);
          }
          await expectWhole(session, 3, 'IPv4');
        }),
      ),
    STORY_MS,
  );
});
