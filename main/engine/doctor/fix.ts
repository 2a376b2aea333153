/** Findings' fixes as one change of all hosts they take, and as the exact commands, a host. */
import { planMend } from '../../../app/change/mend-plan.ts';
import type { MendIntent } from '../../../app/change/intent.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { FixView } from '../../../app/contract/doctor-view.ts';
import type { Finding, Fix } from '../../../app/doctor/finding.ts';
import { stepText } from '../../../app/noun/step-argv.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import type { Hosts } from '../hosts.ts';

export type FixCommands = Pick<FixView, 'title' | 'hosts'>;

/** What a plan can do of these fixes; undefined where it is all for somebody to run. */
export function mendOf(fixes: readonly Fix[], unlock?: readonly string[]): MendIntent | undefined {
  const hosts = new Map<HostId, MendIntent['hosts'][number]>();
  for (const { host, items, settings = [] } of fixes.flatMap((fix) => fix.hosts)) {
    const known = hosts.get(host) ?? { host, items: [], settings: [] };
    hosts.set(host, {
      host,
      items: unique([...known.items, ...items]),
      settings: unique([...(known.settings ?? []), ...settings]),
    });
  }
  const typed = [...hosts.values()].filter(({ items, settings = [] }) => items.length + settings.length > 0);
  if (typed.length === 0) return undefined;
  const title = [...new Set(fixes.map((fix) => fix.title))].join('; ').slice(0, 300);
  return { kind: 'mend', title, hosts: typed, ...(unlock !== undefined && { unlock: [...unlock] }) };
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}

export function fixCommands({ fix }: Finding, hosts: Hosts): FixCommands | null {
  if (fix === null) return null;
  const planned = plannedOn(fix, hosts);
  const names = [...new Set(fix.hosts.map(({ host }) => host))];
  const views = names.map((host) => ({
    host,
    commands: [
      ...(planned.get(host) ?? []),
      ...fix.hosts.filter((one) => one.host === host).flatMap((one) => one.commands),
    ],
  }));
  const told = views.filter(({ commands }) => commands.length > 0);
  return told.length > 0 ? { title: fix.title, hosts: told } : null;
}

/** Shown also for what another program keeps: to read, not to run. */
function plannedOn(fix: Fix, hosts: Hosts): ReadonlyMap<HostId, readonly string[]> {
  const intent = mendOf([fix], fix.hosts.flatMap(namesOf));
  const snapshots = new Map(intent?.hosts.map(({ host }) => [host, hosts.find(host)?.snapshot()] as const));
  if (intent === undefined || [...snapshots.values()].some((one) => one === undefined)) return new Map();
  const { plan } = planMend(intent, (host) => snapshots.get(host) as Snapshot);
  return new Map(plan?.hosts.map(({ host, steps }) => [host, steps.map(({ step }) => stepText(step))]));
}

function namesOf({ items }: Fix['hosts'][number]): string[] {
  return items
    .flatMap((item) => [
      'dev' in item ? item.dev : undefined,
      'name' in item ? item.name : undefined,
      'netns' in item ? item.netns : undefined,
    ])
    .filter((name): name is string => typeof name === 'string');
}
