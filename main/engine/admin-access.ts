/** The switch *Administrative access*: off → asking → on → off again, with the reason. One root helper at a time. */
import type { AdminView, Installed } from '../../app/contract/admin-view.ts';
import { ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';

/** All that the switch knows of a helper. */
export interface AdminHelper {
  /** Resolves with the reason when it is gone. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

export interface AdminAccessOptions<H extends AdminHelper> {
  /** Asks for the password where one is needed; aborting gives up the asking. */
  readonly start: (signal: AbortSignal) => Promise<Result<H>>;
  readonly installed: () => Installed;
  /** Already root: nothing is asked and nothing needs to be installed. */
  readonly direct: boolean;
}

export interface AdminAccess<H extends AdminHelper> {
  view(): AdminView;
  helper(): H | undefined;
  /** Why there is no helper, as the end of a sentence. */
  why(): string;
  onChange(listener: () => void): () => void;
  /** A second call while the password is asked for waits for the same answer. */
  start(): Promise<Result<AdminView>>;
  /** Lets the helper end, or gives up asking. */
  stop(): Promise<AdminView>;
  /** Says that what is installed may have changed. */
  refresh(): void;
}

export function createAdminAccess<H extends AdminHelper>(options: AdminAccessOptions<H>): AdminAccess<H> {
  return new Switch(options);
}

class Switch<H extends AdminHelper> implements AdminAccess<H> {
  readonly #listeners = new Set<() => void>();
  #helper: H | undefined;
  #asking: { readonly stop: AbortController; readonly answer: Promise<Result<AdminView>> } | undefined;
  #problem: Problem | undefined;

  constructor(private readonly options: AdminAccessOptions<H>) {}

  view(): AdminView {
    const state = this.#helper ? 'on' : this.#asking ? 'asking' : 'off';
    const { installed, direct } = this.options;
    return { state, installed: installed(), direct, ...(this.#problem && { problem: this.#problem }) };
  }

  helper(): H | undefined {
    return this.#helper;
  }

  why(): string {
    if (this.#asking) return 'administrative access is being asked for';
    const reason = this.#problem && problemText(this.#problem).text.replace(/\.$/, '');
    return `administrative access is off${reason === undefined ? '' : ` (${reason})`}`;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): Promise<Result<AdminView>> {
    if (this.#helper) return Promise.resolve(ok(this.view()));
    if (this.#asking) return this.#asking.answer;
    const stop = new AbortController();
    this.#problem = undefined;
    const answer = this.#ask(stop.signal);
    this.#asking = { stop, answer };
    this.refresh();
    return answer;
  }

  async stop(): Promise<AdminView> {
    this.#asking?.stop.abort();
    await this.#asking?.answer;
    const helper = this.#helper;
    this.#helper = undefined;
    this.#problem = undefined;
    this.refresh();
    await helper?.close();
    return this.view();
  }

  refresh(): void {
    for (const listener of this.#listeners) listener();
  }

  async #ask(signal: AbortSignal): Promise<Result<AdminView>> {
    const started = await this.options.start(signal);
    this.#asking = undefined;
    if (!started.ok) this.#problem = started.problem;
    else if (signal.aborted) await started.value.close();
    else this.#take(started.value);
    this.refresh();
    return started.ok ? ok(this.view()) : started;
  }

  #take(helper: H): void {
    this.#helper = helper;
    void helper.ended.then((message) => {
      if (this.#helper !== helper) return;
      this.#helper = undefined;
      const facts = { message };
      this.#problem = { code: 'admin-ended', severity: 'warning', where: { host: 'local' }, facts, retry: true };
      this.refresh();
    });
  }
}
