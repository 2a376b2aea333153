import type { Host } from '../../app/contract/host.ts';
import { outlive } from '../outlive.svelte.ts';
import { firstTwo, usable } from './host-choice.ts';
import { LinkSession } from './link-session.svelte.ts';

/** The form that is being filled in. It outlives the page, so that going elsewhere loses nothing, not even a run. */
class Draft {
  session = $state.raw<LinkSession>();

  /** Starts a form when there is none, or when the hosts of an unused one are gone; one whose hosts could not be read yet tries again. */
  open(hosts: readonly Host[]): void {
    const { session } = this;
    const alive = session?.form.hosts.every((id) => hosts.some((host) => host.id === id && usable(host)));
    if (session === undefined || (!alive && session.run === undefined)) this.restart(hosts);
    else session.retry();
  }

  /**
   * On each visit: a link that was made has its own page, so the next form starts. What runs stays in sight, and so does how
   * it failed until the user goes back to the form.
   */
  arrive(hosts: readonly Host[]): void {
    if (this.session?.run?.result?.end === 'committed') this.restart(hosts);
  }

  /** A new form, everything as suggested. */
  restart(hosts: readonly Host[]): void {
    const two = firstTwo(hosts);
    this.session = two && outlive(() => new LinkSession(two));
  }
}

export const draft = new Draft();
