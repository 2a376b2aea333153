/** A finding as a face shows it: its fix as exact commands, and as something to preview. */
import type { FindingView, FixView } from '../../../app/contract/doctor-view.ts';
import type { Finding } from '../../../app/doctor/finding.ts';
import type { Hosts } from '../hosts.ts';
import { fixCommands, mendOf } from './fix.ts';

export function findingView(one: Finding, hosts: Hosts): FindingView {
  return { ...one, fix: fixOf(one, hosts), consequences: one.consequences.map((each) => findingView(each, hosts)) };
}

function fixOf(one: Finding, hosts: Hosts): FixView | null {
  const { fix } = one;
  if (fix === null) return null;
  const intent = mendOf([fix]);
  const toRun = fix.hosts.flatMap(({ host, commands }) => commands.map((command) => ({ host, command })));
  return {
    title: fix.title,
    hosts: fixCommands(one, hosts)?.hosts ?? [],
    toRun,
    ...(intent !== undefined && { intent }),
  };
}
