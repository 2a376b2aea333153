import type { SshTarget } from '../../app/contract/ssh-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import { sshHostId } from '../../app/ssh/host-argument.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';
import { goTo } from '../router.svelte.ts';
import { hostOptions, usualOption } from './host-options.ts';
import { sshHosts } from './ssh-hosts.svelte.ts';

/** Longer and what ssh makes of the name lags behind the typing; shorter and every keystroke starts an ssh. */
const PAUSE_MS = 250;

/** The dialog *Add host*: what is typed, what is meant by it, and where ssh would go. */
export class AddHost {
  open = $state(false);
  text = $state('');
  busy = $state<'reading' | 'adding'>();
  target = $state.raw<SshTarget>();
  problem = $state.raw<Problem>();
  #aliases = $state.raw<readonly string[]>([]);
  #added = $state.raw<readonly string[]>([]);
  /** The option that was pointed at; typing leaves it to what is usual. */
  #pointed = $state<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  options = $derived.by(() => hostOptions(this.#aliases, this.#added, this.text));
  at = $derived.by(() => this.#pointed ?? usualOption(this.options, this.text));
  name = $derived(this.options[this.at]?.name ?? '');
  /** Whether the configuration names anybody at all. */
  hasAliases = $derived(this.#aliases.length > 0);
  error = $derived.by(() => this.#error());
  why = $derived.by(() => this.#why());

  /** Opens with a name to correct, or empty. */
  async show(text = ''): Promise<void> {
    this.text = text;
    this.#pointed = undefined;
    this.open = true;
    this.busy = 'reading';
    const answer = await call('ssh.choice');
    this.busy = undefined;
    this.#aliases = answer.ok ? answer.value.aliases : [];
    this.#added = answer.ok ? answer.value.added : [];
    this.#look();
    if (!answer.ok) this.problem = answer.problem;
  }

  close(): void {
    this.open = false;
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  type(text: string): void {
    this.text = text;
    this.#pointed = undefined;
    this.#look();
  }

  point(index: number): void {
    const count = this.options.length;
    if (count === 0) return;
    this.#pointed = (index + count) % count;
    this.#look();
  }

  /** Adds what is meant and goes where its connecting is shown. */
  async connect(): Promise<void> {
    const { name } = this;
    if (this.why !== undefined) return;
    this.busy = 'adding';
    const answer = await call('host.add', { name });
    this.busy = undefined;
    if (!answer.ok && !isAddedAnyway(answer.problem)) {
      this.problem = answer.problem;
      return;
    }
    if (!answer.ok) notices.add(answer.problem);
    this.close();
    sshHosts.added(sshHostId(name));
    goTo({ page: 'overview', host: sshHostId(name) });
  }

  /** Asks, after a pause, what ssh makes of the name. */
  #look(): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.target = undefined;
    this.problem = undefined;
    if (this.name !== '') this.#timer = setTimeout(() => void this.#resolve(this.name, turn), PAUSE_MS);
  }

  async #resolve(name: string, turn: number): Promise<void> {
    const answer = await call('ssh.resolve', { name });
    if (turn !== this.#turn) return;
    if (answer.ok) this.target = answer.value;
    else this.problem = answer.problem;
  }

  #error(): string | undefined {
    if (this.options[this.at]?.added) return `${this.name} is a host here already.`;
    if (this.problem === undefined) return undefined;
    const { text, remedy } = problemText(this.problem);
    return `${text} ${remedy}`;
  }

  #why(): string | undefined {
    if (this.busy === 'adding') return 'It is being added';
    if (this.name === '') return 'Choose an alias, or type user@host';
    return this.error;
  }
}

/** The host is there; only its name could not be written down. */
function isAddedAnyway({ code }: Problem): boolean {
  return code === 'file-unwritable' || code === 'ssh-hosts-invalid';
}

export const addHost = new AddHost();
