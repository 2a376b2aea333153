import { expect } from 'vitest';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';
import { problemText } from '../../../app/problem/text.ts';
import { causesOf } from '../../../main/engine/doctor/cause.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, suggested, withEngine } from './engine-for-test.ts';

const IDS = ['lab:alpha', 'lab:beta'] as const;

labTest(
  'a link and an overlay that do not carry say the cause as the doctor names it, with what mends it; where it names none, the layer stands',
  () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        const on = (name: string, line: string): Promise<string> => inHost(hostOf(lab, name), 'sh', '-c', line);
        const intent = suggested(session, IDS);
        const drop = `iptables -A INPUT -p udp --dport ${intent.port} -j DROP`;
        await on('beta', drop);
        const failed = await applied(session, intent);
        expect(failed).toMatchObject({ end: 'rolled-back', health: { failingLayer: 'udp-port' } });
        expect(failed.health?.findings?.[0]).toMatchObject({ code: 'firewall-input', host: 'lab:beta' });
        const said = failed.problems.map(problemText);
        expect(said[0]?.text).toMatch(/beta/);
        expect(said[0]?.remedy).toMatch(/iptables/);

        await on('beta', drop.replace('-A', '-D'));
        expect(await applied(session, intent)).toMatchObject({ end: 'committed', health: { healthy: true } });
        const spec = session.stated.find(intent.name)?.spec as OverlaySpec;
        const vxlan = intent.sides[0].vxlan;
        await on(
          'alpha',
          `bridge fdb del 00:00:00:00:00:00 dev ${vxlan} dst ${intent.sides[1].underlayAddress}; ip neigh flush all`,
        );
        const health = await session.health(intent.name);
        expect(health).toMatchObject({
          ok: true,
          value: { healthy: false, findings: [{ code: 'flood-entry-missing', fix: { intent: { kind: 'mend' } } }] },
        });

        // A machine that is not there is on no table of a host: nothing is made up for it.
        const [pair] = [[{ from: IDS[0], to: IDS[1], target: '10.9.9.9' }]];
        await on('alpha', `bridge fdb append 00:00:00:00:00:00 dev ${vxlan} dst ${intent.sides[1].underlayAddress}`);
        for (const id of IDS) await session.hosts.find(id)?.refresh();
        expect(await causesOf(spec, pair, session)).toEqual([]);
      }),
    ),
  120_000,
);
