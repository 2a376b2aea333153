import { PlanChange, type Asked } from '../link/plan-change.svelte.ts';

/** *Take it apart*: the plan that removes one overlay, read first, then run. */
export class TakeApart extends PlanChange {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    void this.preview();
  }

  protected async ask(): Promise<Asked> {
    return { intent: { kind: 'unlink', name: this.name }, problems: [] };
  }
}
