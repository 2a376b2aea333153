import type { HostId } from '../../app/base/host.ts';
import { app } from '../app-state.svelte.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

/** What is being done about SSH hosts that are here already; what holds is `app.hosts`. */
export class SshHosts {
  /** Those that are asked to connect or to read again now. */
  busy = $state.raw<ReadonlySet<HostId>>(new Set());
  /** Whose removal waits for a yes. */
  removing = $state<HostId>();
  /** Added in this window and not connected yet: giving up means not to have added it. */
  fresh = $state.raw<ReadonlySet<HostId>>(new Set());

  /** Reads everything again now; connects first where it must, whatever the last attempt ended with. */
  async collect(host: HostId): Promise<void> {
    if (this.busy.has(host)) return;
    this.busy = new Set([...this.busy, host]);
    const answer = await call('host.collect', { host });
    this.busy = without(this.busy, host);
    // A host that says itself what is wrong says it where it is shown.
    if (!answer.ok && app.host(host)?.problem === undefined) notices.add(answer.problem);
  }

  /** Ends what connects to it and forgets its name. Nothing changes on the host. */
  async remove(host: HostId): Promise<void> {
    this.removing = undefined;
    this.fresh = without(this.fresh, host);
    const answer = await call('host.remove', { host });
    if (!answer.ok) notices.add(answer.problem);
  }

  added(host: HostId): void {
    this.fresh = new Set([...this.fresh, host]);
  }
}

function without(hosts: ReadonlySet<HostId>, gone: HostId): ReadonlySet<HostId> {
  return new Set([...hosts].filter((host) => host !== gone));
}

export const sshHosts = new SshHosts();
