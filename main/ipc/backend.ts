/** The engine behind the window: opens journal, settings, hosts and lab, and answers the calls of the contract. No Electron here. */
import { join } from 'node:path';
import type { AppState, EventName, Events } from '../../app/contract/ipc.ts';
import type { RecoveryView } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { createLabHosts, type LabHosts } from '../engine/lab-hosts.ts';
import { openJournal } from '../engine/journal.ts';
import { watchJournal } from '../engine/journal-watch.ts';
import { createSession, type Session } from '../engine/session.ts';
import { openSettings, type SettingsStore } from '../engine/settings.ts';
import { openLocalAdmin, type LocalAdmin } from '../helper/local-admin.ts';
import { openSshHosts, type SshHosts } from '../ssh/ssh-hosts.ts';
import { windowPrompter, type WindowPrompter } from '../ssh/window-prompter.ts';
import { localTransport } from '../transport/local.ts';

export interface BackendOptions {
  readonly emit: <E extends EventName>(name: E, payload: Events[E]) => void;
  readonly paths: { readonly config: string; readonly state: string };
  /** The root helper's bundle. */
  readonly helperBundle: string;
  readonly clipboard: (text: string) => void;
  /** Asks a person where to save something; undefined when nobody chose a place. */
  readonly saveAs: (name: string) => Promise<string | undefined>;
  readonly version: string;
  readonly electron: string;
  readonly runtimeNote?: string;
}

export interface Backend {
  readonly options: BackendOptions;
  readonly session: Session;
  readonly settings: SettingsStore;
  readonly lab: LabHosts;
  readonly admin: LocalAdmin;
  readonly ssh: SshHosts;
  readonly prompter: WindowPrompter;
  state(): AppState;
  /** Tells the window what stands by the journal now. */
  tellOverlays(): void;
  close(): Promise<void>;
}

export async function openBackend(options: BackendOptions): Promise<Backend> {
  const { emit, paths } = options;
  const { store: settings, problems } = await openSettings(join(paths.config, 'settings.json'));
  const journal = openJournal(join(paths.state, 'journal.jsonl'));
  const session = createSession({
    journal,
    clock: { now: () => Date.now() },
    onHosts: (hosts) => {
      emit('hosts.changed', hosts);
      tellOverlays();
    },
    onCommands: (records) => emit('commands.added', records),
    asksToKeep: true,
    onRepaired: () => tellOverlays(),
  });
  const tellOverlays = createOverlayTeller(() => session, emit);
  const name = process.env.OVERLANE_LAB ?? 'default';
  const lab = createLabHosts({
    name,
    hosts: session.hosts,
    keep: settings.current().keepLab,
    onChange: (view) => emit('lab.changed', view),
  });
  const admin = openLocalAdmin({ bundle: options.helperBundle, version: options.version });
  const prompter = windowPrompter((prompt) => emit('prompt.changed', prompt));
  const { lab: started, ssh, problems: sshProblems } = await openHosts(session, { lab, admin, prompter, paths });
  const startProblems = [...problems, ...(await session.overlays.reload()), ...started, ...sshProblems];
  const interrupted = session.overlays.recoveries();
  admin.onChange(() => {
    emit('admin.changed', admin.view());
    // Whether it can be written and what can be read have changed with it.
    void session.hosts.find('local')?.refresh();
  });
  const follow = async (): Promise<void> => {
    await session.overlays.reload();
    tellOverlays();
    emit('history.changed', null);
  };
  const watch = watchJournal(journal.path, () => void follow());
  return {
    options,
    session,
    settings,
    lab,
    admin,
    ssh,
    prompter,
    tellOverlays,
    state: () => stateOf({ options, session, settings, lab, admin, prompter }, startProblems, interrupted),
    async close() {
      watch.stop();
      await session.close();
      ssh.close();
      await admin.stop();
      await lab.close();
    },
  };
}

interface HostSources extends Pick<Backend, 'lab' | 'admin' | 'prompter'> {
  readonly paths: BackendOptions['paths'];
}

/** A lab that cannot start is a problem to show, not a reason not to open. SSH hosts connect while the window opens. */
async function openHosts(
  { hosts }: Session,
  { lab, admin, prompter, paths }: HostSources,
): Promise<{
  readonly lab: readonly Problem[];
  readonly ssh: SshHosts;
  readonly problems: readonly Problem[];
}> {
  const started = await lab.start();
  hosts.add(localTransport(admin));
  const opened = await openSshHosts({ path: join(paths.config, 'hosts.json'), prompter, hosts });
  return { lab: started.ok ? [] : [started.problem], ...opened };
}

function stateOf(
  {
    options,
    session,
    settings,
    lab,
    admin,
    prompter,
  }: Pick<Backend, 'options' | 'session' | 'settings' | 'lab' | 'admin' | 'prompter'>,
  problems: readonly Problem[],
  interrupted: readonly RecoveryView[],
): AppState {
  const { version, electron, runtimeNote } = options;
  return {
    version,
    electron,
    runtimeNote,
    hosts: session.hosts.list(),
    overlays: session.stated.views(),
    recoveries: session.overlays.recoveries(),
    settled: interrupted.filter(({ entryId }) => session.overlays.findRecovery(entryId) === undefined),
    settings: settings.current(),
    problems,
    lab: lab.view(),
    admin: admin.view(),
    prompt: prompter.current(),
  };
}

/** Host states change many times a second; the window hears of overlays only when they differ from what it was told. */
function createOverlayTeller(session: () => Session, emit: BackendOptions['emit']): () => void {
  let toldOverlays = '';
  let toldRecoveries = '';
  return () => {
    const overlays = session().stated.views();
    const nowOverlays = JSON.stringify(overlays);
    if (nowOverlays !== toldOverlays) emit('overlays.changed', overlays);
    toldOverlays = nowOverlays;
    const recoveries = session().overlays.recoveries();
    const nowRecoveries = JSON.stringify(recoveries);
    if (nowRecoveries === toldRecoveries) return;
    toldRecoveries = nowRecoveries;
    emit('recoveries.changed', recoveries);
  };
}
