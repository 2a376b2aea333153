import { describe, expect, test } from 'vitest';
import type { HostId } from '../../app/base/host.ts';
import type { Snapshot, Tables } from '../../app/noun/snapshot.ts';
import { checkOverlay } from '../../app/overlay/check-overlay.ts';
import { completeOverlay } from '../../app/overlay/complete.ts';
import { driftOf } from '../../app/overlay/drift.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import { planDestroy, planOverlay } from '../../app/overlay/overlay-plan.ts';
import { readOverlayYaml } from '../../app/overlay/overlay-yaml.ts';
import { simulatePlan, type Plan } from '../../app/plan/plan.ts';
import { simulate } from '../../app/noun/step.ts';
import { problemText } from '../../app/problem/text.ts';
import { compare, planLines } from './golden.ts';
import { loadOverlayCases, type OverlayCase } from './load-overlay.ts';

type Hosts = ReadonlyMap<HostId, Snapshot>;

describe.each(loadOverlayCases())('$name', (one) => {
  const { before, hosts } = today(one);
  const { spec, problems } = complete(one.text, hosts, before);
  const all = [...problems, ...(spec === undefined ? [] : checkOverlay(spec, hosts, before))];

  test('is refused with these problems, or planned', () => {
    compare(
      one,
      'problems.txt',
      all.map((problem) => `${problem.where.field ?? ''}: ${problemText(problem).text}`),
    );
  });

  test('drifts like this', () => {
    const drifts =
      spec === undefined || one.before === undefined
        ? []
        : [...hosts].flatMap(([host, { tables }]) => driftOf(spec, host, tables));
    compare(
      one,
      'drift.txt',
      drifts.map(
        ({ host, kind, what, wanted, present }) =>
          `${host} ${kind}: ${what}${wanted === undefined ? '' : ` (${wanted}, is ${present})`}`,
      ),
    );
  });

  test('gives this plan', () => {
    const plan: Plan =
      spec === undefined || all.length > 0
        ? { title: '', hosts: [] }
        : planOverlay({ spec, before, tables: tablesOf(hosts) });
    compare(one, 'plan.txt', planLines(plan, 'forward'));
    compare(one, 'rollback.txt', planLines(plan, 'rollback'));
    const done = after(hosts, plan);
    if (spec === undefined || all.length > 0) return;
    expect([...done].flatMap(([host, { tables }]) => driftOf(spec, host, tables))).toEqual([]);
    compare(
      one,
      'destroy.txt',
      one.before === undefined ? planLines(planDestroy({ spec, tables: tablesOf(done) }), 'forward') : [],
    );
  });
});

function complete(text: string, hosts: Hosts, known?: OverlaySpec) {
  const { file, problems } = readOverlayYaml(text);
  return file === undefined ? { spec: undefined, problems } : completeOverlay(file, hosts, known);
}

/** The hosts when the overlay is applied: with what was stated before built on them, and then damaged. */
function today({ before: text, hosts, damage }: OverlayCase): { readonly before?: OverlaySpec; readonly hosts: Hosts } {
  if (text === undefined) return { hosts };
  const { spec } = complete(text, hosts);
  if (spec === undefined) throw new Error('before.yaml cannot be completed');
  const built = after(hosts, planOverlay({ spec, tables: tablesOf(hosts) }));
  const broken = [...built].map(
    ([host, one]) => [host, { ...one, tables: (damage[host] ?? []).reduce(simulate, one.tables) }] as const,
  );
  return { before: spec, hosts: new Map(broken) };
}

function tablesOf(hosts: Hosts): ReadonlyMap<HostId, Tables> {
  return new Map([...hosts].map(([host, { tables }]) => [host, tables]));
}

function after(hosts: Hosts, plan: Plan): Hosts {
  return new Map(
    [...hosts].map(([host, one]) => {
      const own = plan.hosts.find((part) => part.host === host);
      return [host, own === undefined ? one : { ...one, tables: simulatePlan(one.tables, own) }];
    }),
  );
}
