import { describe, expect, test } from 'vitest';
import { checkLink } from '../../../app/overlay/check.ts';
import { checkOverlay } from '../../../app/overlay/check-overlay.ts';
import { driftOf } from '../../../app/overlay/drift.ts';
import { LINK_MODES, type LinkIntent } from '../../../app/overlay/link-intent.ts';
import { planLink } from '../../../app/overlay/link-plan.ts';
import { linkOfSpec, specOfLink } from '../../../app/overlay/link-spec.ts';
import { writeOverlayYaml, readOverlayYaml } from '../../../app/overlay/overlay-yaml.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { simulatePlan } from '../../../app/plan/plan.ts';
import { loadCases } from '../../cases/load.ts';

const hosts = loadCases().find(({ name }) => name === 'bridged')!.snapshots;
const suggested = (mode: LinkIntent['mode']): LinkIntent => suggestLink(hosts, { mode });
const changed = (intent: LinkIntent, side: object, endpoint: object = {}): LinkIntent =>
  ({
    ...intent,
    sides: intent.sides.map((one) => ({ ...one, ...side, endpoint: { ...one.endpoint, ...endpoint } })),
  }) as unknown as LinkIntent;

describe.each(LINK_MODES)('a %s link', (mode) => {
  const intent = suggested(mode);
  const spec = specOfLink(intent);

  test('is a sound declaration of two, and comes back from it', () => {
    expect(checkLink(intent, hosts)).toEqual([]);
    expect(checkOverlay(spec, new Map(hosts.map((one) => [one.host, one])))).toEqual([]);
    expect(linkOfSpec(spec)).toEqual(intent);
  });

  test('says nothing that is so by rule, and comes back from its file', () => {
    for (const member of spec.members) {
      expect(member).not.toHaveProperty('gateways');
      expect(member.tunnels[0]).not.toHaveProperty('addresses');
      expect(member.endpoint).not.toHaveProperty('gateways');
    }
    const { file } = readOverlayYaml(writeOverlayYaml(spec));
    expect(completeOverlay(file!, new Map(hosts.map((one) => [one.host, one]))).spec).toEqual(spec);
  });

  test('is as declared when its plan has run', () => {
    const plan = planLink(intent, hosts);
    for (const [at, one] of plan.hosts.entries())
      expect(driftOf(spec, one.host, simulatePlan(hosts[at]!.tables, one))).toEqual([]);
  });
});

describe('what is typed over', () => {
  test.each([
    [
      'a VTEP address that is not the usual one',
      changed(suggested('routed'), {}),
      'vxlanAddress',
      ['10.100.1.9/16', '10.100.2.9/16'],
    ],
    [
      'a gateway that is not the usual one',
      changed(suggested('routed'), {}),
      'bridgeAddress',
      ['10.100.1.254/24', '10.100.2.254/24'],
    ],
    [
      'an address of the host itself on a bridged network',
      changed(suggested('bridged'), {}),
      'bridgeAddress',
      ['10.100.0.201/24', '10.100.0.202/24'],
    ],
  ] as const)('%s is declared, planned and comes back', (_, base, field, [a, b]) => {
    const intent = {
      ...base,
      sides: [
        { ...base.sides[0], [field]: a },
        { ...base.sides[1], [field]: b },
      ],
    } as LinkIntent;
    expect(linkOfSpec(specOfLink(intent))).toEqual(intent);
    const commands = JSON.stringify(planLink(intent, hosts));
    expect(commands).toContain(a);
    expect(commands).toContain(b);
  });

  test('no default route, or one to another gateway, is declared so', () => {
    const [without, other] = [{ gateway: undefined }, { gateway: '10.100.1.77' }].map((endpoint) =>
      changed(suggested('routed'), {}, endpoint),
    );
    expect(JSON.stringify(planLink(without!, hosts))).not.toContain('"default"');
    expect(JSON.stringify(planLink(other!, hosts))).toContain('"dst":"default","via":"10.100.1.77"');
    expect(linkOfSpec(specOfLink(other!))).toEqual(other);
  });
});

test('more hosts than two are no form', () => {
  const spec = specOfLink(suggested('bridged'));
  expect(linkOfSpec({ ...spec, members: [...spec.members, spec.members[0]!] })).toBeUndefined();
});
