import type { Problem } from '../app/problem/problem.ts';

export interface Notice {
  readonly id: number;
  readonly problem: Problem;
}

/** More than this would cover the page; the oldest give way. */
const MOST = 4;

/** Problems that belong to no form: shown once, in the corner, until they are dismissed. */
class Notices {
  #count = 0;
  list = $state.raw<readonly Notice[]>([]);

  add(problem: Problem): void {
    const text = JSON.stringify(problem);
    if (this.list.some((notice) => JSON.stringify(notice.problem) === text)) return;
    this.#count += 1;
    this.list = [...this.list, { id: this.#count, problem }].slice(-MOST);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
