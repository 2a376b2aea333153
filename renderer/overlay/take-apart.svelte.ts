import { PlanChange, type Asked } from '../link/plan-change.svelte.ts';

/** *Take it apart*: the plan that removes one overlay, read first, then run. Where nothing of it is left, its record can be forgotten. */
export class TakeApart extends PlanChange {
  readonly name: string;
  forgets = $state(false);

  constructor(name: string) {
    super();
    this.name = name;
    void this.preview();
  }

  get isDead(): boolean {
    return this.problems.some(({ code }) => code === 'overlay-record-dead');
  }

  async forget(): Promise<void> {
    this.forgets = true;
    await this.preview();
  }

  protected async ask(): Promise<Asked> {
    return { intent: { kind: 'unlink', name: this.name, ...(this.forgets && { forget: true }) }, problems: [] };
  }
}
