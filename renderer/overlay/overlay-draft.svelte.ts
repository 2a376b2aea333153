import { outlive } from '../outlive.svelte.ts';
import { NewOverlay } from './new-overlay.svelte.ts';
import { freeName } from './overlay-form.ts';

/** The new overlay that is being filled in. It outlives its page, so that going elsewhere loses nothing, a pasted file neither. */
class OverlayDraft {
  session = $state.raw<NewOverlay>();

  /** On each visit: what was built has its own page, so the next form starts. */
  arrive(taken: readonly string[]): void {
    const { session } = this;
    if (session !== undefined && session.run?.result?.end !== 'committed') return session.revisit();
    this.restart(taken);
  }

  /** A new form, everything as completed from the hosts. */
  restart(taken: readonly string[]): void {
    this.session = outlive(() => new NewOverlay(freeName(taken)));
  }
}

export const overlayDraft = new OverlayDraft();
