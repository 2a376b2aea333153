import { describe, expect, test } from 'vitest';
import type { LinkIntent } from '../../../app/overlay/link-intent.ts';
import { specOfLink } from '../../../app/overlay/link-spec.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { FIELD_PATHS } from '../../../renderer/link/field.ts';
import { deviceLines, placeOf } from '../../../renderer/overlay/overlay-places.ts';
import { fakeSnapshot } from '../link/fake-hosts.ts';

const hosts = [fakeSnapshot('alpha', 11), fakeSnapshot('beta', 12)] as const;
const bridged = suggestLink(hosts);
const routed = suggestLink(hosts, { mode: 'routed' });

const linesOf = (intent: LinkIntent, at: 0 | 1) => {
  const spec = specOfLink(intent);
  return deviceLines(spec, spec.members[at]!);
};

describe('where a value leads', () => {
  test('devices lead to their own row on their own page', () => {
    expect(placeOf(bridged, 'sides.0.vxlan')).toEqual({
      page: 'vxlan',
      host: 'lab:alpha',
      key: `|${bridged.sides[0].vxlan}`,
    });
    expect(placeOf(bridged, 'sides.1.bridge')).toEqual({
      page: 'bridges',
      host: 'lab:beta',
      key: `|${bridged.sides[1].bridge}`,
    });
    expect(placeOf(bridged, 'sides.1.endpoint.netns')).toEqual({ page: 'netns', host: 'lab:beta', key: 'red' });
  });

  test('the veth inside the namespace is looked for inside it', () => {
    expect(placeOf(bridged, 'sides.0.endpoint.dev')).toMatchObject({ page: 'links', key: 'red|veth-red' });
  });

  test('facts of both sides lead nowhere, and nothing of a missing endpoint does', () => {
    expect(placeOf(bridged, 'vni')).toBeUndefined();
    const bare = {
      ...bridged,
      sides: [{ ...bridged.sides[0], endpoint: null }, bridged.sides[1]] as typeof bridged.sides,
    };
    expect(
      FIELD_PATHS.filter((path) => path.startsWith('sides.0.endpoint')).map((path) => placeOf(bare, path)),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('the list of a side', () => {
  test('names the flood entry to the other side', () => {
    const flood = linesOf(bridged, 1).find(({ role }) => role === 'flood entry');
    expect(flood).toMatchObject({ address: '192.168.64.11', place: { page: 'fdb', host: 'lab:beta' } });
  });

  test('has the route to the other subnet in routed mode only', () => {
    expect(linesOf(bridged, 0).some(({ role }) => role === 'route')).toBe(false);
    expect(linesOf(routed, 0).find(({ role }) => role === 'route')?.name).toBe(
      routed.sides[1].bridgeAddress?.replace('.1/24', '.0/24'),
    );
  });
});
