import type { Host } from '../../app/contract/host.ts';
import { quoteArg } from '../../app/base/shell.ts';
import { parseHostArgument } from '../../app/ssh/host-argument.ts';
import { copyText } from '../clipboard.ts';
import { sshHosts } from '../ssh/ssh-hosts.svelte.ts';
import type { IconName } from '../ui/icons.ts';

/** A line of the menu, as `ui/Menu` takes it. */
export interface HostDeed {
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly why?: string;
  readonly before?: boolean;
  readonly run: () => void;
}

/** What can be done with a host as a whole. */
export function hostMenu(host: Host, busy: boolean): readonly HostDeed[] {
  const why = busy ? 'It is being asked already' : host.status === 'lost' ? `${host.name} is gone` : undefined;
  const live = host.status === 'online';
  const read: HostDeed = {
    label: live || host.kind !== 'ssh' ? 'Collect now' : 'Reconnect now',
    icon: 'refresh',
    keys: 'F5',
    why,
    run: () => void sshHosts.collect(host.id),
  };
  if (host.kind !== 'ssh') return [read];
  return [
    read,
    { label: `Copy “${sshCommand(host.name)}”`, icon: 'copy', run: () => void copyText(sshCommand(host.name)) },
    {
      label: `Remove ${host.name}…`,
      icon: 'trash',
      keys: 'Delete',
      before: true,
      run: () => (sshHosts.removing = host.id),
    },
  ];
}

/** The same login in a terminal. */
export function sshCommand(name: string): string {
  const { target = name, port } = parseHostArgument(name) ?? {};
  return ['ssh', ...(port === undefined ? [] : ['-p', String(port)]), quoteArg(target)].join(' ');
}
