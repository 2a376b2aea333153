import type { HostId } from '../../app/base/host.ts';
import { notices } from '../notices.svelte.ts';
import { outlive } from '../outlive.svelte.ts';
import type { EditRequest, FormRequest } from './edit-request.ts';
import { PlanSession } from './plan-session.svelte.ts';
import { unlocked } from './unlocked.svelte.ts';

/** The one dialog that changes something, while it is open. */
class Editing {
  session = $state.raw<PlanSession>();

  open(request: EditRequest): void {
    // A plan that runs is not left alone for another.
    if (this.session?.run?.running) return;
    this.session = outlive(() => new PlanSession(request));
  }

  close(): void {
    this.session = undefined;
  }

  async apply(): Promise<void> {
    const { session } = this;
    const result = await session?.apply();
    if (result?.end !== 'committed' || session !== this.session) return;
    this.close();
    session?.request.after?.();
    notices.say(session?.done ?? '', result.problems);
  }

  /** A form for one host. */
  openForm({ host, form, ...words }: FormRequest): void {
    this.open({ ...words, host, form, intent: (values) => editIntent(host, form.items(values)) });
  }
}

export function editIntent(host: HostId, items: readonly unknown[]): unknown {
  const names = unlocked.of(host);
  return { kind: 'edit', host, items, ...(names.length === 0 ? {} : { unlock: names }) };
}

export const editing = new Editing();
