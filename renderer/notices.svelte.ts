import type { Problem } from '../app/problem/problem.ts';

/** A problem, or a sentence that something was done. */
export type Notice = { readonly id: number } & ({ readonly problem: Problem } | { readonly said: string });

/** More than this would cover the page; the oldest give way. */
const MOST = 4;
/** Milliseconds a sentence stays: shorter is not read, longer stands in the way of the rows it speaks of. */
const SAID_MS = 6_000;

/** Problems that belong to no form, shown in the corner until they are dismissed; and what was done, shown for a while. */
class Notices {
  #count = 0;
  list = $state.raw<readonly Notice[]>([]);

  add(problem: Problem): void {
    const text = JSON.stringify(problem);
    if (this.list.some((notice) => 'problem' in notice && JSON.stringify(notice.problem) === text)) return;
    this.#count += 1;
    this.list = [...this.list, { id: this.#count, problem }].slice(-MOST);
  }

  /** Says that something was done; what is still to be known about it stays until it is dismissed. */
  say(said: string, problems: readonly Problem[] = []): void {
    this.#count += 1;
    const id = this.#count;
    this.list = [...this.list.filter((notice) => 'problem' in notice), { id, said }].slice(-MOST);
    setTimeout(() => this.dismiss(id), SAID_MS);
    for (const problem of problems) if (problem.severity !== 'info') this.add(problem);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
