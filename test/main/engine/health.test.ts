import { describe, expect } from 'vitest';
import type { Layer } from '../../../app/overlay/link-health.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { LinkMode } from '../../../app/overlay/link-intent.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, suggested, withEngine } from './engine-for-test.ts';
import { faultyTransport } from './faulty-transport.ts';

const PAIR = ['lab:alpha', 'lab:beta'] as const;

interface Break {
  readonly what: string;
  readonly mode: LinkMode;
  readonly host: 'alpha' | 'beta';
  readonly argv: string;
  readonly layer: Layer;
  /** The host that the problem points at. */
  readonly blamed: string;
}

const BREAKS: readonly Break[] = [
  {
    what: 'the underlay link is down',
    mode: 'bridged',
    host: 'beta',
    argv: 'ip link set dev eth0 down',
    layer: 'underlay',
    blamed: 'lab:beta',
  },
  {
    what: 'the flood entry is gone',
    mode: 'bridged',
    host: 'alpha',
    argv: 'bridge fdb del 00:00:00:00:00:00 dev vxlan42 dst 192.168.64.4',
    layer: 'fdb',
    blamed: 'lab:alpha',
  },
  {
    what: 'the device is gone',
    mode: 'bridged',
    host: 'beta',
    argv: 'ip link del dev vxlan42',
    layer: 'vni',
    blamed: 'lab:beta',
  },
  {
    what: 'the bridge is down',
    mode: 'bridged',
    host: 'beta',
    argv: 'ip link set dev br42 down',
    layer: 'endpoint',
    blamed: 'lab:beta',
  },
  {
    what: 'the route to the other subnet is gone',
    mode: 'routed',
    host: 'beta',
    argv: 'ip route del 10.100.1.0/24',
    layer: 'route',
    blamed: 'lab:beta',
  },
  {
    what: "the endpoint's end of the cable is down",
    mode: 'routed',
    host: 'beta',
    argv: 'ip -n red link set dev veth-red down',
    layer: 'endpoint',
    blamed: 'lab:beta',
  },
  {
    what: 'the other tunnel end carries less',
    mode: 'bridged',
    host: 'beta',
    argv: 'ip link set dev vxlan42 mtu 1300',
    layer: 'mtu',
    blamed: 'lab:beta',
  },
];

describe('a linked pair that breaks', () => {
  for (const { what, mode, host, argv, layer, blamed } of BREAKS) {
    labTest(`because ${what}: the layer is ${layer}, at ${blamed}`, () =>
      withLab(['alpha', 'beta'], (lab) =>
        withEngine(lab, async ({ session }) => {
          expect((await applied(session, suggested(session, PAIR, { mode }))).end).toBe('committed');
          await inHost(hostOf(lab, host), ...argv.split(' '));
          const health = await session.health('alpha-beta');
          expect(health).toMatchObject({ ok: true, value: { healthy: false, failingLayer: layer } });
          const problems = health.ok ? health.value.problems : [];
          expect(problems.map((problem) => problem.where.host)).toContain(blamed);
        }),
      ),
    );
  }
});

describe('a link that does not pass its own check', () => {
  labTest('because a firewall drops its UDP port is taken back, and says so', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        await inHost(
          hostOf(lab, 'beta'),
          'iptables',
          '-w',
          '-A',
          'INPUT',
          '-p',
          'udp',
          '--dport',
          '4789',
          '-j',
          'DROP',
        );
        const before = await look('lab:alpha');
        const result = await applied(session, suggested(session, PAIR));
        expect(result).toMatchObject({ end: 'rolled-back', health: { healthy: false, failingLayer: 'udp-port' } });
        expect(result.problems[0]).toMatchObject({ code: 'doctor-found', facts: { code: 'firewall-input' } });
        expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
        expect(session.stated.views()).toEqual([]);
      }),
    ),
  );

  labTest('because the kernel does not show a step that was said to work is taken back, and names the step', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(
        lab,
        async ({ session, look }) => {
          const before = await look('lab:beta');
          const result = await applied(session, suggested(session, PAIR));
          expect(result).toMatchObject({
            end: 'rolled-back',
            problems: [{ code: 'verify-missing', facts: { host: 'beta', what: 'vxlan42 up' } }],
          });
          expect(sameDurable(before, await look('lab:beta'))).toEqual([]);
        },
        {
          wrap: (transport) =>
            transport.host === 'lab:beta' ? faultyTransport(transport, { fault: 'lies', at: 4 }) : transport,
        },
      ),
    ),
  );

  labTest('without anything to ping from is held to its tables only, and says that', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        const intent = suggested(session, PAIR);
        const [a, b] = intent.sides;
        const result = await applied(session, {
          ...intent,
          sides: [
            { ...a, endpoint: null },
            { ...b, endpoint: null },
          ],
        });
        expect(result).toMatchObject({ end: 'committed', health: { healthy: true, pinged: false, pings: [] } });
      }),
    ),
  );
});
