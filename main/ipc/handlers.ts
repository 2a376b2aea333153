/** One function a call of the contract; each does one thing with the engine. */
import type { HostId } from '../../app/base/host.ts';
import type { Row } from '../../app/noun/snapshot.ts';
import type { JsonObject } from '../../app/base/json.ts';
import { exportCommands } from '../../app/change/export.ts';
import { rowCommand } from '../../app/noun/row-command.ts';
import { fail, ok } from '../../app/problem/problem.ts';
import { hostUnreachable } from '../engine/refusals.ts';
import { adminHandlers } from './admin-handlers.ts';
import { openBackend, type Backend, type BackendOptions } from './backend.ts';
import { doctorHandlers } from './doctor-handlers.ts';
import { historyHandlers } from './history-handlers.ts';
import { linkHandlers } from './link-handlers.ts';
import { overlayHandlers } from './overlay-handlers.ts';
import { persistHandlers } from './persist-handlers.ts';
import { sshHandlers } from './ssh-handlers.ts';
import type { Handlers } from './handlers-type.ts';

export type { BackendOptions };

export async function createBackend(options: BackendOptions): Promise<{ handlers: Handlers; close(): Promise<void> }> {
  const backend = await openBackend(options);
  return { handlers: handlersOf(backend), close: () => backend.close() };
}

function handlersOf(backend: Backend): Handlers {
  return {
    ...appHandlers(backend),
    ...labHandlers(backend),
    ...hostHandlers(backend),
    ...planHandlers(backend),
    ...linkHandlers(backend),
    ...adminHandlers(backend),
    ...historyHandlers(backend),
    ...sshHandlers(backend),
    ...persistHandlers(backend),
    ...overlayHandlers(backend),
    ...doctorHandlers(backend),
  };
}

type Of<N extends keyof Handlers> = Pick<Handlers, N>;

function appHandlers({
  state,
  settings,
  session,
  options,
}: Backend): Of<'app.state' | 'settings.set' | 'clipboard.write' | 'commands.recent'> {
  return {
    'app.state': async () => ok(state()),
    'settings.set': (changes) => settings.set(changes),
    'clipboard.write': async ({ text }) => {
      options.clipboard(text);
      return ok(null);
    },
    'commands.recent': async () => ok(session.commands.recent()),
  };
}

function labHandlers({ lab, settings }: Backend): Of<'lab.start' | 'lab.stop' | 'lab.keep'> {
  return {
    'lab.start': () => lab.start(),
    'lab.stop': () => lab.stop(),
    'lab.keep': async ({ keep }) => {
      const view = lab.keep(keep);
      const saved = await settings.set({ keepLab: keep });
      return saved.ok ? view : saved;
    },
  };
}

function hostHandlers({
  session: { hosts },
  options,
  ssh,
}: Backend): Of<'feed.subscribe' | 'feed.unsubscribe' | 'host.collect' | 'row.details' | 'table.commands'> {
  const open = new Map<HostId, () => void>();
  const close = (host: HostId): void => {
    open.get(host)?.();
    open.delete(host);
  };
  return {
    'feed.subscribe': async ({ host }) => {
      close(host);
      const subscribed = hosts.subscribe(host, (message) => options.emit('feed', message));
      if (!subscribed.ok) return subscribed;
      open.set(host, subscribed.value);
      return ok(null);
    },
    'feed.unsubscribe': async ({ host }) => {
      close(host);
      return ok(null);
    },
    'host.collect': async ({ host }) => {
      const found = hosts.get(host);
      ssh.tryAgain(host);
      const read = found.ok ? await found.value.refresh() : found;
      return read.ok ? ok(null) : read;
    },
    'table.commands': async ({ host, table }) => {
      const found = hosts.get(host);
      if (!found.ok) return found;
      const snapshot = found.value.snapshot();
      if (snapshot !== undefined) return ok(exportCommands(snapshot, table));
      return fail(hostUnreachable(host));
    },
    'row.details': async ({ host, table, key }) => {
      const found = hosts.get(host);
      if (!found.ok) return found;
      const rows: readonly Row[] = found.value.snapshot()?.tables[table] ?? [];
      const row = rows.find((one) => one.key === key);
      if (row === undefined)
        return fail({ code: 'row-gone', severity: 'info', where: { host, table }, facts: {}, retry: false });
      return ok({ raw: 'raw' in row ? row.raw : (row as unknown as JsonObject), command: rowCommand(table, row) });
    },
  };
}

type PlanCalls =
  | 'plan.preview'
  | 'plan.apply'
  | 'plan.cancel'
  | 'plan.decide'
  | 'overlay.health'
  | 'recovery.rollBack'
  | 'recovery.keep';

function planHandlers({ session, options, tellOverlays }: Backend): Of<PlanCalls> {
  return {
    'plan.preview': async ({ intent }) => ok(await session.preview(intent)),
    'plan.apply': async ({ planId }) => {
      const result = await session.apply(planId, (progress) => options.emit('apply.progress', progress));
      tellOverlays();
      return result;
    },
    'plan.cancel': async ({ planId }) => {
      session.cancel(planId);
      return ok(null);
    },
    'plan.decide': async ({ planId, decision }) => {
      session.decide(planId, decision);
      return ok(null);
    },
    'overlay.health': ({ name }) => session.health(name),
    'recovery.rollBack': async ({ entryId }) => {
      const result = await session.rollBack(entryId);
      tellOverlays();
      return result;
    },
    'recovery.keep': async ({ entryId }) => {
      const result = await session.keep(entryId);
      tellOverlays();
      return result;
    },
  };
}
