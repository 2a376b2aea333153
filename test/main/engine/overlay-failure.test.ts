import { describe, expect } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, withEngine, type TestEngine } from './engine-for-test.ts';
import { faultyTransport, type FaultPlan } from './faulty-transport.ts';
import { applyFile, completed, expectWhole, fileOf, seen } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];
const STORY_MS = 60_000;

/** A host whose transport works until the fault is set. */
function withFault(host: HostId): { wrap: Parameters<typeof withEngine>[2]; strike(plan: FaultPlan): void } {
  let plan: FaultPlan | undefined;
  return {
    strike: (next) => void (plan = next),
    wrap: {
      wrap: (real) => {
        if (real.host !== host) return real;
        return {
          ...real,
          host: real.host,
          write: (steps, options) => {
            const fault = plan;
            plan = undefined;
            return fault === undefined
              ? real.write(steps, options)
              : faultyTransport(real, fault).write(steps, options);
          },
        };
      },
    },
  };
}

const membersOf = async (session: TestEngine['session']): Promise<readonly string[]> =>
  (await seen(session)).spec.members.map(({ host }) => host);

describe('one member that fails', () => {
  labTest(
    'while an overlay is built is left out as it was; the others are an overlay without it',
    () =>
      withLab(HOSTS, async (lab) => {
        const fault = withFault('lab:gamma');
        await withEngine(
          lab,
          async ({ session, look }) => {
            const before = await look('lab:gamma');
            fault.strike({ fault: 'hangs', at: 3 });
            const result = await applyFile(session, fileOf('flannel', 'IPv4', HOSTS));
            expect(result.end).toBe('committed');
            expect(result.problems[0]).toMatchObject({
              code: 'overlay-member-failed',
              facts: { host: 'gamma', state: 'is as before' },
            });
            expect(sameDurable(before, await look('lab:gamma'))).toEqual([]);
            expect(await membersOf(session)).toEqual(['lab:alpha', 'lab:beta']);
            await expectWhole(session, 2, 'IPv4');
          },
          fault.wrap,
        );
      }),
    STORY_MS,
  );

  labTest(
    'while another joins stays a member that drifted, and a repair brings it up',
    () =>
      withLab(HOSTS, async (lab) => {
        const fault = withFault('lab:beta');
        await withEngine(
          lab,
          async ({ session, look }) => {
            await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']));
            const before = await look('lab:beta');
            fault.strike({ fault: 'hangs', at: 1 });
            const result = await applyFile(session, fileOf('flannel', 'IPv4', HOSTS));
            expect(result.problems.map(({ code, where }) => [code, where.host])).toContainEqual([
              'overlay-member-failed',
              'lab:beta',
            ]);
            expect(sameDurable(before, await look('lab:beta'))).toEqual([]);
            const view = await seen(session);
            expect(view.members.map(({ host, state }) => [host, state])).toEqual([
              ['lab:alpha', 'true'],
              ['lab:beta', 'drifted'],
              ['lab:gamma', 'true'],
            ]);
            await applied(session, { kind: 'overlay-apply', spec: view.spec });
            await expectWhole(session, 3, 'IPv4');
          },
          fault.wrap,
        );
      }),
    STORY_MS,
  );
});

describe('a join', () => {
  labTest(
    'touches the others with that peer’s three entries only, and undoing it brings back hosts and statement',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session, look }) => {
          await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']));
          const before = await Promise.all(HOSTS.map((name) => look(`lab:${name}`)));
          const plan = previewed(session, {
            kind: 'overlay-apply',
            spec: completed(session, fileOf('flannel', 'IPv4', HOSTS)),
          });
          const alpha = plan.hosts.find(({ host }) => host === 'lab:alpha');
          expect(alpha?.forward.map(({ text }) => text.split(' ').slice(0, 3).join(' '))).toEqual([
            'ip neigh replace',
            'bridge fdb replace',
            'ip route replace',
          ]);
          await session.apply(plan.planId, () => undefined);
          await expectWhole(session, 3, 'IPv4');
          expect(await applied(session, { kind: 'undo' })).toMatchObject({ end: 'committed', problems: [] });
          expect(await membersOf(session)).toEqual(['lab:alpha', 'lab:beta']);
          for (const [index, name] of HOSTS.entries())
            expect(sameDurable(before[index] as never, await look(`lab:${name}`)), name).toEqual([]);
          await expectWhole(session, 2, 'IPv4');
        }),
      ),
    STORY_MS,
  );

  labTest(
    'cancelled half way is taken back on every host, those that were ready among them, and states nothing',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session, look }) => {
          const before = await Promise.all(HOSTS.map((name) => look(`lab:${name}`)));
          const plan = previewed(session, {
            kind: 'overlay-apply',
            spec: completed(session, fileOf('flannel', 'IPv4', HOSTS)),
          });
          const result = await session.apply(plan.planId, ({ done }) => {
            if (done > 5) session.cancel(plan.planId);
          });
          expect(result).toMatchObject({ ok: true, value: { end: 'rolled-back' } });
          expect(session.stated.views()).toEqual([]);
          for (const [index, name] of HOSTS.entries())
            expect(sameDurable(before[index] as never, await look(`lab:${name}`)), name).toEqual([]);
        }),
      ),
    STORY_MS,
  );
});

describe('keep-true mode', () => {
  labTest(
    'repairs by itself what somebody broke, and journals it as its own doing',
    () =>
      withLab(['alpha', 'beta'], (lab) =>
        withEngine(
          lab,
          async ({ session }) => {
            await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']));
            const { spec } = await seen(session);
            await session.stated.state('mesh', spec, { keepTrue: true });
            const [peer] = spec.members[1]?.subnets ?? [];
            await inHost(hostOf(lab, 'alpha'), 'ip', 'route', 'del', peer ?? '');
            const until = Date.now() + 20_000;
            while (!session.history.list().some(({ title }) => title.endsWith('by itself'))) {
              if (Date.now() > until) throw new Error('it was not repaired');
              await session.hosts.find('lab:alpha')?.refresh();
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
            expect((await seen(session)).members.map(({ state }) => state)).toEqual(['true', 'true']);
          },
          { keepTrue: true },
        ),
      ),
    STORY_MS,
  );
});
