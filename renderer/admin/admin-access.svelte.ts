import type { AdminView, InstallPlan } from '../../app/contract/admin-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { app } from '../app-state.svelte.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

/** The switch, and the dialog that installs and removes the helper. What holds is `app.admin`; this is what is being done about it. */
export class AdminAccess {
  /** The dialog is open. */
  open = $state(false);
  page = $state<'state' | 'install' | 'remove'>('state');
  /** What would be installed; absent until it was read. */
  plan = $state.raw<InstallPlan | undefined>();
  busy = $state<'reading' | 'installing' | 'removing' | undefined>();
  /** What the last thing tried here ran into. */
  problem = $state.raw<Problem | undefined>();
  /** What was done here, as a sentence. */
  said = $state('');
  #gaveUp = false;
  #was: AdminView['state'] | undefined;

  /** Off → asks; asking → gives up; on → ends the helper. */
  async toggle(): Promise<void> {
    this.#forget();
    if (app.admin.state === 'off') await this.#start();
    else await this.#stop();
  }

  /** The dialog's first page: what holds, and why. */
  show(): void {
    if (this.busy === undefined) this.page = 'state';
    this.open = true;
  }

  /** The list of what would be written, read afresh. */
  async showInstall(): Promise<void> {
    this.#forget();
    this.plan = undefined;
    this.page = 'install';
    this.open = true;
    await this.#read();
  }

  /** Asks first; also what was said before goes. */
  askRemove(): void {
    this.#forget();
    this.page = 'remove';
    this.open = true;
  }

  back(): void {
    this.#forget();
    this.page = 'state';
  }

  /** Closed: the next time it opens without what was said before. Work goes on and ends in a notice. */
  closed(): void {
    this.open = false;
    if (this.busy === undefined) this.back();
  }

  /** Installs exactly the list that is shown. */
  async install(): Promise<void> {
    if (!this.plan || this.busy !== undefined) return;
    this.#forget();
    this.busy = 'installing';
    const answer = await call('admin.install', { planId: this.plan.id });
    this.busy = undefined;
    if (answer.ok) return this.#done('The helper is installed. Every file was read back and is as shown.');
    this.#failed(answer.problem);
    // The files may have changed since they were shown, and then this list would be refused for ever.
    if (this.open) await this.#read();
  }

  async remove(): Promise<void> {
    if (this.busy !== undefined) return;
    this.back();
    this.busy = 'removing';
    const answer = await call('admin.uninstall');
    this.busy = undefined;
    if (answer.ok) this.#done('The helper is removed. Nothing of it is left on this computer.');
    else this.#failed(answer.problem);
  }

  /** Told of every state: a helper that ended by itself is said, whatever is on the screen. */
  follow({ state, problem }: AdminView): void {
    if (this.#was === 'on' && state === 'off' && problem) notices.add(problem);
    this.#was = state;
  }

  async #start(): Promise<void> {
    this.#gaveUp = false;
    const answer = await call('admin.start');
    if (answer.ok || this.#gaveUp) return;
    this.problem = answer.problem;
    this.show();
  }

  async #stop(): Promise<void> {
    this.#gaveUp = true;
    const answer = await call('admin.stop');
    if (!answer.ok) this.#failed(answer.problem);
  }

  async #read(): Promise<void> {
    this.busy = 'reading';
    const answer = await call('admin.installPlan');
    this.busy = undefined;
    this.plan = answer.ok ? answer.value : undefined;
    if (!answer.ok) this.#failed(answer.problem);
  }

  #forget(): void {
    this.problem = undefined;
    this.said = '';
  }

  #done(said: string): void {
    this.page = 'state';
    if (this.open) this.said = said;
    else notices.say(said);
  }

  #failed(problem: Problem): void {
    if (this.open) this.problem = problem;
    else notices.add(problem);
  }
}

export const adminAccess = new AdminAccess();
