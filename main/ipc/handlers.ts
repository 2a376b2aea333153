import type { AppState, EventName, Events } from '../../app/contract/ipc.ts';
import { SettingsSchema } from '../../app/contract/settings.ts';
import { ok } from '../../app/problem/problem.ts';
import type { Handlers } from './handlers-type.ts';
import * as v from 'valibot';

export interface BackendOptions {
  emit: <E extends EventName>(name: E, payload: Events[E]) => void;
  paths: { config: string; state: string };
  clipboard: (text: string) => void;
  version: string;
  electron: string;
  runtimeNote?: string;
}

/** Placeholder until the engine is wired in. */
export async function createBackend(options: BackendOptions): Promise<{ handlers: Handlers; close(): Promise<void> }> {
  const state: AppState = {
    version: options.version,
    electron: options.electron,
    runtimeNote: options.runtimeNote,
    hosts: [],
    overlays: [],
    recoveries: [],
    settings: v.parse(SettingsSchema, {}),
    problems: [],
    lab: { running: false, outlives: false, owned: false },
  };
  const handlers = { 'app.state': async () => ok(state) } as unknown as Handlers;
  return { handlers, close: async () => undefined };
}
