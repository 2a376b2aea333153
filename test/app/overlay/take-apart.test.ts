import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import type { LinkMode } from '../../../app/overlay/link-intent.ts';
import { specOfLink } from '../../../app/overlay/link-spec.ts';
import { forwardingTurnedOn, planDestroy } from '../../../app/overlay/overlay-plan.ts';
import { planLink } from '../../../app/overlay/link-plan.ts';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { rollbackOf, simulatePlan, type HostPlan } from '../../../app/plan/plan.ts';
import { simulate } from '../../../app/noun/step.ts';
import { loadCases } from '../../cases/load.ts';
import { sorted } from '../plan/world.ts';

interface Made {
  readonly spec: OverlaySpec;
  readonly before: Snapshot;
  readonly plan: HostPlan;
  readonly unlink: HostPlan;
}

function made(mode: LinkMode): Made {
  const start = loadCases().find(({ name }) => name === 'routed-through-a-closed-firewall')?.snapshots as readonly [
    Snapshot,
    Snapshot,
  ];
  const intent = suggestLink(start, { mode });
  const spec = specOfLink(intent);
  const link = planLink(intent, start);
  const tables = new Map(
    link.hosts.map((plan, index) => [plan.host, simulatePlan((start[index] as Snapshot).tables, plan)]),
  );
  const turnedOn = new Map(link.hosts.map((plan) => [plan.host, forwardingTurnedOn(plan)]));
  const unlink = planDestroy({ spec, tables, turnedOn });
  return { spec, before: start[0], plan: link.hosts[0] as HostPlan, unlink: unlink.hosts[0] as HostPlan };
}

describe.each(['bridged', 'routed', 'flannel'] as const)('taking a %s link apart', (mode) => {
  test('gives the tables before the link', () => {
    const { before, plan, unlink } = made(mode);
    const linked = simulatePlan(before.tables, plan);
    expect(sorted(simulatePlan(linked, unlink))).toEqual(sorted(before.tables));
    expect(sorted(linked)).not.toEqual(sorted(before.tables));
  });

  test('and rolling that back after any step gives the linked tables again', () => {
    const { before, plan, unlink } = made(mode);
    const linked = simulatePlan(before.tables, plan);
    for (let done = 0; done <= unlink.steps.length; done += 1) {
      const middle = unlink.steps.slice(0, done).reduce((tables, { step }) => simulate(tables, step), linked);
      const redone = rollbackOf(unlink, done).reduce(simulate, middle);
      expect(sorted(redone), `after ${done} steps`).toEqual(sorted(linked));
    }
  });

  test('leaves forwarding on where another overlay needs it', () => {
    const { spec, before, plan } = made('routed');
    const tables = new Map([[plan.host, simulatePlan(before.tables, plan)]]);
    const turnedOn = new Map([[plan.host, forwardingTurnedOn(plan)]]);
    const unlink = planDestroy({ spec, tables, turnedOn, keepForwarding: new Set([plan.host]) });
    expect(unlink.hosts[0]?.steps.map(({ step }) => step.do)).not.toContain('sysctl-set');
  });
});
