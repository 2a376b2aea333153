import { describe, expect, test } from 'vitest';
import { parseTable } from '../../../../app/noun/parse.ts';
import { queriesOf } from '../../../../app/noun/query.ts';
import { compileRoute } from '../../../../app/noun/route/argv.ts';
import { parseRoutes } from '../../../../app/noun/route/read.ts';
import { EMPTY_TABLES } from '../../../../app/noun/snapshot.ts';
import { planHost } from '../../../../app/plan/plan.ts';
import { routeDelStepOf } from '../../../../app/noun/route/steps.ts';
import { answer, recordedTable, VERSIONS } from '../recorded.ts';

describe.each(VERSIONS)('routes recorded by %s', (version) => {
  const { rows } = recordedTable(version, 'route');
  const of = (dst: string) => rows.filter((row) => row.dst === dst);

  test('flannel’s onlink route', () => {
    expect(of('10.42.1.0/24')).toMatchObject([
      { family: 'inet', type: 'unicast', gateway: '10.42.1.0', dev: 'flannel.1', table: 'main', flags: ['onlink'] },
    ]);
  });

  test('blackhole, multipath, local and broadcast', () => {
    expect(of('10.99.0.0/24')).toMatchObject([{ type: 'blackhole', dev: undefined }]);
    expect(of('10.97.0.0/24')[0]!.nexthops).toEqual([
      { gateway: '192.168.64.4', dev: 'eth0', weight: 1, flags: [] },
      { gateway: '192.168.64.5', dev: 'eth0', weight: 2, flags: [] },
    ]);
    expect(of('192.168.64.3')).toMatchObject([{ type: 'local', table: 'local', prefsrc: '192.168.64.3' }]);
  });

  test('a listing of both families is not counted twice', () => {
    expect(of('fd00:64::/64')).toMatchObject([{ family: 'inet6', metric: 256 }]);
    expect(of('fe80::/64').map((row) => row.dev)).toContain('vxlan0');
  });

  test('what an undetailed listing leaves out has its default', () => {
    expect(recordedTable(version, 'route', 'red').rows[0]).toMatchObject({
      dst: 'default',
      type: 'unicast',
      table: 'main',
      family: 'inet',
      gateway: '178.192.65.1',
    });
  });
});

test('the family of a default route, from whatever shows it', () => {
  const family = (item: object, ...flags: string[]) =>
    parseRoutes([{ dst: 'default', dev: 'a', ...item }], '', ['ip', ...flags]).rows[0]!.family;
  expect(family({})).toBe('inet');
  expect(family({}, '-6')).toBe('inet6');
  expect(family({ pref: 'medium' })).toBe('inet6');
  expect(family({ gateway: 'fe80::1' })).toBe('inet6');
  expect(family({ via: { family: 'inet6', host: 'fe80::1' } }, '-4')).toBe('inet');
});

test('an IPv4 route through an IPv6 gateway, read and written', () => {
  expect(
    parseRoutes([{ dst: '10.7.0.0/24', via: { family: 'inet6', host: 'fd00::4' }, dev: 'a', table: 100 }], '').rows[0],
  ).toMatchObject({ gateway: 'fd00::4', table: '100' });
  const step = { do: 'route-add', netns: '', family: 'inet', dst: '10.7.0.0/24', via: 'fd00::4', dev: 'a' } as const;
  expect(compileRoute(step).args.join(' ')).toBe('route add 10.7.0.0/24 via inet6 fd00::4 dev a');
});

describe('a route that encapsulates', () => {
  // As iproute2 6.1.0 prints it: two members named dst in one object.
  const listing =
    '[{"type":"unicast","dst":"10.9.0.0/16","encap":"ip","id":5,"src":"0.0.0.0","dst":"192.0.2.9","ttl":0,"tos":0,"gateway":"10.1.0.2","dev":"vx0","protocol":"boot","scope":"global","flags":["onlink"]},{"type":"unicast","dst":"10.1.0.0/24","dev":"vx0","protocol":"kernel","scope":"link","prefsrc":"10.1.0.1","flags":[]}]';
  const [query] = queriesOf('route', '');
  const { rows } = parseTable('route', '', [answer(query!, listing)]);

  test('keeps its own prefix', () => {
    expect(rows.map(({ dst, encap, gateway }) => [dst, encap, gateway])).toEqual([
      ['10.9.0.0/16', 'ip', '10.1.0.2'],
      ['10.1.0.0/24', undefined, undefined],
    ]);
  });

  test('is said not to come back as it was', () => {
    const tables = { ...EMPTY_TABLES, route: rows };
    const step = routeDelStepOf(rows[0]!);
    expect(planHost('lab:alpha', tables, [{ step, why: 'asked for' }]).lost).toEqual([
      'route 10.9.0.0/16 on vx0: encap ip',
    ]);
  });
});
