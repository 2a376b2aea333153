import type { Preview } from '../../app/contract/plan-view.ts';
import type { PlanView } from '../../app/change/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { LinkIntent, LinkMode } from '../../app/overlay/link-intent.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { ApplyRun } from './apply-run.svelte.ts';
import type { FieldPath, SideIndex } from './field.ts';
import { NO_PROBLEMS, blockedBy, schemaProblems, splitProblems, underlayProblems } from './field-problems.ts';
import {
  asNumber,
  askedUnderlay,
  edit,
  emptyForm,
  mergeSuggestion,
  setEndpoint,
  setHost,
  setMode,
  toIntent,
  toWish,
  type LinkForm,
} from './form.ts';
import { UnderlayAsking } from './underlay-check.svelte.ts';

/** Longer and the plan lags behind the typing; shorter and every keystroke asks both hosts. */
const PAUSE_MS = 150;
/** Suggestions that may overtake a press of the button: the underlay is asked once or twice. Fewer loses the press; more waits for a form that never rests. */
const MOST_REFRESHES = 5;

/** One *Link two hosts*: the form, what the last preview said of it, and the run of its plan. */
export class LinkSession {
  form = $state.raw<LinkForm>() as LinkForm;
  preview = $state.raw<Preview>();
  /** The newest plan there was; it stays readable, dimmed, while the form has errors. */
  lastPlan = $state.raw<PlanView>();
  /** A call that failed as a whole: a host that is gone, a plan that was refused. */
  trouble = $state.raw<Problem>();
  run = $state.raw<ApplyRun>();
  /** False before the first suggestion arrived; the fields are then still empty. */
  suggested = $state(false);

  /** What the hosts say about the network between them; it changes what is suggested. */
  readonly underlay = new UnderlayAsking(() => {
    if (this.run !== undefined) return;
    this.#suggestDue = true;
    this.#fresh = false;
    void this.#refresh();
  });

  problems = $derived.by(() => {
    const split = this.suggested
      ? splitProblems(schemaProblems(toIntent(this.form)), [
          ...(this.preview?.problems ?? []),
          ...underlayProblems(toWish(this.form), this.underlay.found),
        ])
      : NO_PROBLEMS;
    return this.trouble === undefined ? split : { ...split, general: [this.trouble, ...split.general] };
  });
  /** The two hosts could not be read, so there is nothing to correct yet: only to try again. */
  stuck = $derived(!this.suggested && this.trouble !== undefined);
  blocked = $derived(
    this.stuck
      ? 'The hosts could not be read.'
      : this.suggested
        ? blockedBy(this.problems)
        : 'The form is still being filled in.',
  );

  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #suggestDue = true;
  #fresh = false;

  constructor(hosts: readonly [HostId, HostId]) {
    this.form = emptyForm(hosts);
    void this.#refresh();
  }

  edit(path: FieldPath, value: string): void {
    this.#change(edit(this.form, path, value), path === 'vni' || path === 'port' || path.endsWith('.underlayAddress'));
  }
  setHost(side: SideIndex, host: HostId): void {
    this.#change(setHost(this.form, side, host), true);
  }
  setMode(mode: LinkMode): void {
    this.#change(setMode(this.form, mode), true);
  }
  setEndpoint(side: SideIndex, on: boolean): void {
    this.#change(setEndpoint(this.form, side, on), false);
  }
  /** Everything as suggested again. */
  reset(): void {
    this.#change({ ...this.form, touched: new Set() }, true);
  }

  /** Asks again for the first suggestion, after it failed. */
  retry(): void {
    if (this.stuck) void this.#refresh();
  }

  /** Asks the hosts about the underlay once more, after something there was mended. */
  checkAgain(): void {
    if (this.run === undefined && this.suggested) void this.underlay.again(askedUnderlay(this.form));
  }

  /** Applies what the form says now: an unfinished preview is awaited first, so Enter right after a keystroke means that keystroke. */
  async apply(): Promise<void> {
    if (this.run !== undefined) return;
    // What the hosts say of the underlay may change the suggestion meanwhile: then that form is the one to wait for.
    for (let asked = 0; !this.#fresh && asked < MOST_REFRESHES; asked += 1) {
      await this.#refresh();
      if (this.trouble !== undefined || this.run !== undefined) return;
    }
    const plan = this.preview?.plan;
    if (!this.#fresh || this.blocked !== undefined || plan === undefined) return;
    const run = new ApplyRun(plan);
    this.run = run;
    await run.start();
    if (run.refused !== undefined) await this.backToForm(run.refused);
  }

  /** The same form again, with a new plan, because the old one is used up. */
  async backToForm(trouble?: Problem): Promise<void> {
    this.run = undefined;
    await this.#refresh();
    if (trouble !== undefined) this.trouble = trouble;
  }

  #change(form: LinkForm, suggest: boolean): void {
    if (this.run !== undefined) return;
    this.form = form;
    this.#fresh = false;
    this.#suggestDue ||= suggest;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.trouble = undefined;
    if (this.#suggestDue && !(await this.#suggest(turn))) return;
    const form = this.form;
    this.underlay.look(askedUnderlay(form));
    const answer = await call('plan.preview', { intent: toIntent(form) });
    if (turn !== this.#turn || form !== this.form) return;
    if (answer.ok) this.#read(answer.value);
    else this.trouble = answer.problem;
    this.#fresh = answer.ok;
  }

  /** True when the form now holds a suggestion and this turn is still the newest. */
  async #suggest(turn: number): Promise<boolean> {
    const { hosts, mode, touched, text } = this.form;
    const vni = touched.has('vni') ? asNumber(text.vni, 16_777_215) : undefined;
    const port = touched.has('port') ? asNumber(text.port, 65_535) : undefined;
    const addresses = [...askedUnderlay(this.form).addresses] as [string | null, string | null];
    const answer = await call('link.suggest', { hosts: [...hosts], mode, vni, port, addresses });
    if (turn !== this.#turn) return false;
    if (answer.ok) this.#take(answer.value);
    else this.trouble = answer.problem;
    return answer.ok || this.suggested;
  }

  #read(preview: Preview): void {
    this.preview = preview;
    this.lastPlan = preview.plan ?? this.lastPlan;
  }

  #take(intent: LinkIntent): void {
    this.#suggestDue = false;
    this.suggested = true;
    this.form = mergeSuggestion(this.form, intent);
  }
}
