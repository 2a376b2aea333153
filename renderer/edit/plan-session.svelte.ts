import type { ApplyResult, Preview } from '../../app/contract/plan-view.ts';
import type { PlanView } from '../../app/change/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { ApplyRun } from '../link/apply-run.svelte.ts';
import { distinct } from '../link/outcome.ts';
import type { Values } from './edit-form.ts';
import type { EditRequest } from './edit-request.ts';
import { blockedBy, formSays, reasonText, schemaProblems } from './form-problems.ts';
import type { ForeignName } from './foreign.ts';
import { unlocked } from './unlocked.svelte.ts';

/** Longer and the plan lags behind the typing; shorter and every keystroke asks main. */
const PAUSE_MS = 150;

/** One open dialog: what is typed, what the last preview said of it, and the run of its plan. */
export class PlanSession {
  readonly request: EditRequest;
  values = $state.raw<Values>({});
  preview = $state.raw<Preview>();
  /** The newest plan there was; it stays readable, dimmed, while the form has errors. */
  lastPlan = $state.raw<PlanView>();
  trouble = $state.raw<Problem>();
  run = $state.raw<ApplyRun>();
  loading = $state(true);
  /** Fields that were typed in; an empty one is not complained about before, or before the button was pressed. */
  touched = $state.raw<ReadonlySet<string>>(new Set());
  tried = $state(false);

  fields = $derived.by(() => this.request.form?.fields(this.values) ?? []);
  /** The form says by itself that it is not ready; the schema would only say the same in other words. */
  #unready = $derived.by(() => this.request.form?.blocked?.(this.values));
  #local = $derived.by(() => (this.request.form && this.#unready === undefined ? schemaProblems(this.intent) : []));
  says = $derived.by(() => {
    const told = this.#local.length > 0 ? this.#local : (this.preview?.problems ?? []);
    const all = distinct([...(this.trouble ? [this.trouble] : []), ...told]);
    return formSays(this.fields, this.request.byItem ? all.filter((one) => itemOf(one) === undefined) : all);
  });
  /** What is wrong with single items, by their number, where the form lists them. */
  refused = $derived.by(() => refusals(this.request.byItem ? (this.preview?.problems ?? []) : []));
  verb = $derived.by(() => wordsOf(this.request.verb, this.values));
  done = $derived.by(() => wordsOf(this.request.done, this.values));
  blocked = $derived.by(() => {
    const why = this.#unready ?? blockedBy(this.fields, this.says);
    if (why !== undefined) return why;
    if (this.loading) return 'The plan is being made';
    if (this.refused.size > 0) return `${this.refused.size} of the lines cannot be used`;
    return this.preview?.plan === undefined ? 'There is nothing to change' : undefined;
  });
  /** What another program keeps, where that is why there is no plan. */
  foreign = $derived.by(() => foreignOf(this.says.general));

  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(request: EditRequest) {
    this.request = request;
    this.values = request.form?.start ?? {};
    void this.refresh();
  }

  get intent(): unknown {
    return this.request.intent(this.values);
  }

  /** Whether a field's error is to be seen yet. */
  shows(id: string): boolean {
    return this.tried || this.touched.has(id) || !this.says.missing.has(id);
  }

  edit(id: string, value: string): void {
    if (this.run !== undefined) return;
    const now = { ...this.values, [id]: value };
    this.values = this.request.form?.follow?.(now, this.values) ?? now;
    this.touched = new Set([...this.touched, id]);
    this.loading = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), PAUSE_MS);
  }

  unlock(): void {
    const { host } = this.request;
    if (host === undefined) return;
    unlocked.add(
      host,
      this.foreign.map(({ name }) => name),
    );
    void this.refresh();
  }

  /** Plans again, against the host as it is now. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.run = undefined;
    this.trouble = undefined;
    this.loading = this.#local.length === 0 && this.#unready === undefined;
    this.preview = this.loading ? this.preview : undefined;
    if (!this.loading) return;
    const answer = await call('plan.preview', { intent: this.intent });
    if (turn !== this.#turn) return;
    this.loading = false;
    if (answer.ok) this.#read(answer.value);
    else this.trouble = answer.problem;
  }

  /** Applies what the dialog says now; the result when it ran, nothing when it did not start. */
  async apply(): Promise<ApplyResult | undefined> {
    this.tried = true;
    if (this.run !== undefined) return undefined;
    // Enter right after a keystroke means that keystroke.
    if (this.loading && this.request.form) await this.refresh();
    const plan = this.preview?.plan;
    if (this.blocked !== undefined || plan === undefined) return undefined;
    const run = new ApplyRun(plan);
    this.run = run;
    await run.start();
    if (run.refused !== undefined) {
      await this.refresh();
      this.trouble = run.refused;
    }
    return run.result;
  }

  #read(preview: Preview): void {
    this.preview = preview;
    this.lastPlan = preview.plan ?? this.lastPlan;
  }
}

function wordsOf(words: string | ((values: Values) => string), values: Values): string {
  return typeof words === 'string' ? words : words(values);
}

/** Which item an error is about. */
function itemOf({ severity, where }: Problem): number | undefined {
  const number = /^items\.(\d+)/.exec(where.field ?? '')?.[1];
  return severity !== 'error' || number === undefined ? undefined : Number(number);
}

function refusals(problems: readonly Problem[]): ReadonlyMap<number, string> {
  return new Map(
    problems.flatMap((problem) => {
      const item = itemOf(problem);
      return item === undefined ? [] : [[item, reasonText(problem)] as const];
    }),
  );
}

function foreignOf(problems: readonly Problem[]): readonly ForeignName[] {
  return problems.flatMap(({ code, facts }) =>
    code === 'foreign-device' ? [{ name: String(facts['name']), owner: String(facts['owner']) }] : [],
  );
}
