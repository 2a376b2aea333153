import type { Action } from '../actions.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { Decision, Waiting } from './keeping.svelte.ts';

/** N as in a new host. */
export const ADD_HOST_KEYS = 'Ctrl+N';

export interface SshDoing {
  add(): void;
  reconnect(host: HostId): void;
  remove(host: HostId): void;
  decide(planId: string, decision: Decision): void;
}

/** What can be done about SSH hosts from anywhere. */
export function sshActions(hosts: readonly Host[], doing: SshDoing): readonly Action[] {
  const add: Action = {
    id: 'ssh-add',
    title: 'Add an SSH host',
    group: 'Do',
    icon: 'plus',
    keys: ADD_HOST_KEYS,
    run: () => doing.add(),
  };
  return [add, ...hosts.filter(({ kind }) => kind === 'ssh').flatMap((host) => hostActions(host, doing))];
}

/** The answers to what waits to be kept. The keys of *Keep* are the status line's: they also work while a dialog is open. */
export function keepActions(waiting: readonly Waiting[], doing: SshDoing): readonly Action[] {
  const make = ({ planId, hosts }: Waiting, decision: Decision, title: string, icon: 'check' | 'undo'): Action => ({
    id: `${decision} ${planId}`,
    title: `${title} ${hosts}`,
    group: 'Do',
    icon,
    run: () => doing.decide(planId, decision),
  });
  return waiting.flatMap((one) => [
    make(one, 'keep', 'Keep the change on', 'check'),
    make(one, 'revert', 'Revert now: the change on', 'undo'),
  ]);
}

function hostActions({ id, name, status }: Host, doing: SshDoing): readonly Action[] {
  return [
    {
      id: `reconnect ${id}`,
      title: `Reconnect ${name} now`,
      group: 'Do',
      icon: 'refresh',
      why: status === 'online' ? 'It is connected' : undefined,
      run: () => doing.reconnect(id),
    },
    { id: `remove ${id}`, title: `Remove ${name}`, group: 'Do', icon: 'trash', run: () => doing.remove(id) },
  ];
}
