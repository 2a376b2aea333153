/** A finding's fix as the plan it becomes: the exact commands, a host. */
import { planEdit } from '../../../app/change/edit-plan.ts';
import type { EditIntent } from '../../../app/change/intent.ts';
import type { Finding, HostFix } from '../../../app/doctor/finding.ts';
import { stepText } from '../../../app/noun/step-argv.ts';
import type { Hosts } from '../hosts.ts';

export interface FixView {
  readonly title: string;
  readonly hosts: readonly { readonly host: string; readonly commands: readonly string[] }[];
}

export function intentOf({ host, items }: HostFix): EditIntent | undefined {
  return items.length === 0 ? undefined : { kind: 'edit', host, items: [...items] };
}

export function fixView({ fix }: Finding, hosts: Hosts): FixView | null {
  if (fix === null) return null;
  const views = fix.hosts.map((one) => ({ host: one.host, commands: [...planned(one, hosts), ...one.commands] }));
  return views.some(({ commands }) => commands.length > 0) ? { title: fix.title, hosts: views } : null;
}

function planned(one: HostFix, hosts: Hosts): readonly string[] {
  const intent = intentOf(one);
  const snapshot = hosts.find(one.host)?.snapshot();
  if (intent === undefined || snapshot === undefined) return [];
  const { plan } = planEdit({ ...intent, unlock: namesOf(one) }, snapshot);
  return plan?.hosts.flatMap(({ steps }) => steps.map(({ step }) => stepText(step))) ?? [];
}

/** Shown also for what another program keeps: to read, not to run. */
function namesOf({ items }: HostFix): string[] {
  return items.flatMap((item) => ['dev' in item ? item.dev : undefined, 'name' in item ? item.name : undefined, 'netns' in item ? item.netns : undefined]).filter((name): name is string => typeof name === 'string'); // prettier-ignore
}
