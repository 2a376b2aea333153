import type { SshTarget } from '../../app/contract/ssh-view.ts';

/** `root@10.0.0.1, port 2222, by way of bastion`; the usual port and no jump host are left out. */
export function targetText({ user, hostname, port, proxyJump }: Omit<SshTarget, 'name'>): string {
  const parts = [`${user}@${hostname}`];
  if (port !== 22) parts.push(`port ${port}`);
  if (proxyJump !== undefined) parts.push(`by way of ${proxyJump}`);
  return parts.join(', ');
}
