import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkOverlay } from '../../../app/overlay/check-overlay.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { OverlayFile, type OverlayMode, type OverlaySpec } from '../../../app/overlay/overlay.ts';
import { leftByPlan, planDestroy, planOverlay } from '../../../app/overlay/overlay-plan.ts';
import { problemText } from '../../../app/problem/text.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { after, hostAt, snapshotsOf, worldOf, type World } from './hosts.ts';

const HOST = hostAt(1);

function built(mode: OverlayMode): { readonly spec: OverlaySpec; readonly world: World } {
  const world = worldOf(2);
  const file = v.parse(OverlayFile, { name: 'blue', mode, members: [{ host: HOST }, { host: hostAt(2) }] });
  const { spec } = completeOverlay(file, snapshotsOf(world));
  if (spec === undefined) throw new Error('not complete');
  return { spec, world: after(world, planOverlay({ spec, tables: world })) };
}

/** The world after somebody did that on the first host. */
function meddled(world: World, ...steps: readonly Step[]): World {
  const tables = world.get(HOST);
  return tables === undefined ? world : new Map([...world, [HOST, steps.reduce(simulate, tables)]]);
}

const del = (name: string): Step => ({ do: 'link-del', netns: '', name });
const vxlan = (vni: number): Step => ({
  do: 'link-add-vxlan',
  netns: '',
  name: 'vxlan42',
  mac: '02:00:00:00:00:99',
  vxlan: { vni, dstport: 4789 },
});
const plugged = (...ports: readonly string[]): readonly Step[] =>
  ports.flatMap((name): Step[] => [
    { do: 'link-add-veth', netns: '', name, peer: { name: `${name}-far` } },
    { do: 'link-set-master', netns: '', name, master: 'br42' },
  ]);

describe('destroying an overlay leaves, and names,', () => {
  const CASES: readonly (readonly [string, OverlayMode, readonly Step[], string, RegExp])[] = [
    [
      'a tunnel that another has made under its name',
      'flannel',
      [del('vxlan42'), vxlan(9)],
      'vxlan42',
      /taken by a vxlan named vxlan42 \(VNI 9, port 4789, MAC 02:00:00:00:00:99\)/,
    ],
    [
      'a tunnel of the same VNI that is another all the same',
      'flannel',
      [del('vxlan42'), vxlan(42)],
      'vxlan42',
      /which this overlay did not make/,
    ],
    [
      'a bridge that others are plugged into',
      'bridged',
      plugged('p7', 'p8'),
      'br42',
      /bridge br42 on h1 is left as it is: p7, p8 of somebody else are plugged into it/,
    ],
    [
      'a bridge with an address of somebody else',
      'flannel',
      [{ do: 'address-add', netns: '', dev: 'br42', address: '172.30.0.1/24' }],
      'br42',
      /172\.30\.0\.1\/24/,
    ],
    [
      'a namespace with a link of somebody else',
      'bridged',
      [{ do: 'link-add-bridge', netns: 'red', name: 'brx' }],
      'red',
      /namespace red on h1 .*brx of somebody else is in it/,
    ],
  ];
  test.each(CASES)('%s', (_, mode, steps, name, sentence) => {
    const { spec, world } = built(mode);
    const now = meddled(world, ...steps);
    const told = leftByPlan(spec, undefined, now).map((one) => problemText(one).text);
    expect(told.join('\n')).toMatch(sentence);
    const gone = planDestroy({ spec, tables: now }).hosts.flatMap(({ host, steps: all }) =>
      host === HOST
        ? all.flatMap(({ step }) => (step.do === 'link-del' || step.do === 'netns-del' ? [step.name] : []))
        : [],
    );
    expect(gone).not.toContain(name);
    const [was, is] = [now.get(HOST), after(now, planDestroy({ spec, tables: now })).get(HOST)];
    for (const [table, at] of [
      ['link', `|${name}`],
      ['netns', name],
    ] as const)
      expect(is?.[table].some(({ key }) => key === at)).toBe(was?.[table].some(({ key }) => key === at));
  });

  test('and nothing where all of it is its own', () => {
    for (const mode of ['bridged', 'routed', 'flannel'] as const) {
      const { spec, world } = built(mode);
      expect(leftByPlan(spec, undefined, world)).toEqual([]);
    }
  });

  test('a tunnel stays its own when one thing of it was changed by hand', () => {
    const { spec, world } = built('flannel');
    const now = meddled(world, { do: 'link-set-mac', netns: '', name: 'vxlan42', mac: '02:00:00:00:00:99' });
    expect(leftByPlan(spec, undefined, now)).toEqual([]);
  });
});

test('a repair does not take over a device that another has made under the name of its tunnel', () => {
  const { spec, world } = built('flannel');
  const now = meddled(world, del('vxlan42'), vxlan(9));
  const told = checkOverlay(spec, snapshotsOf(now), spec).map((one) => problemText(one).text);
  expect(told.join('\n')).toMatch(/already has a vxlan named vxlan42 \(VNI 9, port 4789/);
  expect(checkOverlay(spec, snapshotsOf(meddled(world, del('vxlan42'))), spec)).toEqual([]);
});
