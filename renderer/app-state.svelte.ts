import type { AdminView } from '../app/contract/admin-view.ts';
import type { AppState as Start, LabView } from '../app/contract/ipc.ts';
import type { DeclaredOverlay } from '../app/contract/overlay-view.ts';
import type { RecoveryView } from '../app/contract/plan-view.ts';
import type { OpenPrompt } from '../app/contract/prompt.ts';
import type { Settings } from '../app/contract/settings.ts';
import type { HostId } from '../app/base/host.ts';
import type { Host } from '../app/contract/host.ts';
import type { Problem } from '../app/problem/problem.ts';
import { call, on } from './bridge.ts';
import { commands } from './commands/commands.svelte.ts';
import { doctor } from './doctor/doctor.svelte.ts';
import { quietLook } from './doctor/quiet-look.svelte.ts';
import { feeds } from './feed.svelte.ts';
import { notices } from './notices.svelte.ts';
import { keeping } from './ssh/keeping.svelte.ts';
import { tellSettled } from './ssh/recovery-news.ts';

const DEFAULTS: Settings = {
  theme: 'system',
  zoom: 1,
  railWidth: 240,
  inspectorWidth: 360,
  inspectorOpen: false,
  drawerHeight: 220,
  drawerOpen: false,
  keepLab: false,
  tables: {},
};

/** Milliseconds without another change before settings are written: shorter writes while a pane is being dragged, longer loses more when the app is killed. */
const SETTINGS_PAUSE = 400;

/** What main says about the app as a whole, kept live. Rows of tables are in `feed.svelte.ts`. */
class AppState {
  /** False until main answered for the first time. */
  ready = $state(false);
  version = $state('');
  electron = $state('');
  runtimeNote = $state<string | undefined>();
  hosts = $state.raw<readonly Host[]>([]);
  overlays = $state.raw<readonly DeclaredOverlay[]>([]);
  recoveries = $state.raw<readonly RecoveryView[]>([]);
  settings = $state.raw<Settings>(DEFAULTS);
  problems = $state.raw<readonly Problem[]>([]);
  admin = $state.raw<AdminView>({ state: 'off', installed: 'no', direct: false });
  lab = $state.raw<LabView>({ running: false, outlives: false, owned: false });
  /** What a login asks; the answer never comes here. */
  prompt = $state.raw<OpenPrompt>();
  #unsaved: Partial<Settings> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Subscribes first and asks second, so that no change is missed in between. */
  async start(): Promise<void> {
    on('hosts.changed', (hosts) => this.#setHosts(hosts));
    on('overlays.changed', (overlays) => (this.overlays = overlays));
    on('recoveries.changed', (recoveries) => this.#setRecoveries(recoveries));
    on('admin.changed', (admin) => (this.admin = admin));
    on('lab.changed', (lab) => (this.lab = lab));
    on('prompt.changed', (prompt) => (this.prompt = prompt));
    on('problem', (problem) => notices.add(problem));
    on('engine.restarted', () => void this.#startAgain());
    feeds.start();
    keeping.start();
    void commands.start();
    const answer = await call('app.state');
    if (answer.ok) this.#take(answer.value);
    else notices.add(answer.problem);
    doctor.start();
    quietLook.start(() => this.hosts);
    this.ready = true;
  }

  /** Page, filter and selection are the window's own and stay; what the engine told before is asked for again. */
  async #startAgain(): Promise<void> {
    commands.forget();
    const answer = await call('app.state');
    if (!answer.ok) return notices.add(answer.problem);
    this.#take(answer.value);
    feeds.subscribeAgain();
  }

  host(id: HostId): Host | undefined {
    return this.hosts.find((host) => host.id === id);
  }

  /** Changes settings at once and writes them when there is a pause. */
  remember(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
    this.#unsaved = { ...this.#unsaved, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SETTINGS_PAUSE);
  }

  /** Writes what is not written yet. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    const change = this.#unsaved;
    if (Object.keys(change).length === 0) return;
    this.#unsaved = {};
    const answer = await call('settings.set', change);
    if (!answer.ok) notices.add(answer.problem);
  }

  #take(state: Start): void {
    this.version = state.version;
    this.electron = state.electron;
    this.runtimeNote = state.runtimeNote;
    this.overlays = state.overlays;
    this.recoveries = state.recoveries;
    void tellSettled(state.settled, state.recoveries);
    this.settings = { ...DEFAULTS, ...state.settings };
    this.problems = state.problems;
    this.admin = state.admin;
    this.lab = state.lab;
    this.prompt = state.prompt;
    // The start page shows them itself; with a lab there is no start page.
    if (state.hosts.some(({ kind }) => kind === 'lab')) for (const problem of state.problems) notices.add(problem);
    this.#setHosts(state.hosts);
  }

  #setRecoveries(recoveries: readonly RecoveryView[]): void {
    const before = this.recoveries;
    this.recoveries = recoveries;
    void tellSettled(before, recoveries);
  }

  #setHosts(hosts: readonly Host[]): void {
    const before = this.hosts;
    this.hosts = hosts;
    feeds.follow(hosts, before);
  }
}

export const app = new AppState();
