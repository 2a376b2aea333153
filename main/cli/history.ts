/** `overlane history`, `show` and `undo`. */
import type { HistoryDetails, HistoryEntry, HistoryRows } from '../../app/contract/history.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import type { Session } from '../engine/session.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { print, printJson, printTitle, sayProblems } from './print.ts';
import { addEachHost, type CliOptions } from './session.ts';

/** As much of an id as is shown; `show` and `undo` take any beginning that names one change. */
const SHORT = 8;

export async function history(json: boolean, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const entries = session.history.list();
    if (json) printJson(entries);
    else if (entries.length === 0) print('Nothing was changed yet.');
    else for (const entry of entries) print(lineOf(entry));
    return EXIT.done;
  });
}

export async function show(id: string, json: boolean, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const details = session.history.show(id);
    if (details === undefined)
      return refuse(
        {
          problems: [
            {
              code: 'undo-unknown',
              severity: 'error',
              where: {},
              facts: { reason: `no change has the id ${id}` },
              retry: false,
            },
          ],
        },
        json,
      );
    if (json) printJson(details);
    else printDetails(details);
    return EXIT.done;
  });
}

export interface UndoOptions extends ApplyOptions {
  /** Take it back on the hosts that are connected; what is left stays undoable. */
  readonly reachableOnly?: boolean;
}

export function undo(id: string | undefined, options: UndoOptions, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const meant = id === undefined ? undefined : session.history.show(id);
    await readHosts(session, id === undefined ? session.toUndo(false) : meant === undefined ? [] : [meant], cli);
    const named = id === undefined ? {} : { entryId: meant?.id ?? id };
    return previewAndApply(session, { kind: 'undo', ...named, ...onlyReachable(options) }, options);
  });
}

export function redo(options: UndoOptions, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    await readHosts(session, session.toUndo(true), cli);
    return previewAndApply(session, { kind: 'undo', redo: true, ...onlyReachable(options) }, options);
  });
}

function onlyReachable({ reachableOnly }: UndoOptions): { readonly reachableOnly?: boolean } {
  return reachableOnly === true ? { reachableOnly } : {};
}

/** Reads the hosts of one change after the other until one of them has anything to be taken back; only those are asked. */
async function readHosts(session: Session, changes: readonly HistoryEntry[], cli: CliOptions): Promise<void> {
  const known = new Set<HostId>();
  for (const { id, hosts } of changes) {
    const fresh = hosts.filter((host) => !known.has(host));
    for (const host of fresh) known.add(host);
    // A host that is away is told by the plan too, with what can be done about it.
    sayProblems(await addEachHost(session, fresh, cli));
    const { plan } = session.previews.preview({ kind: 'undo', entryId: id, reachableOnly: true });
    if (plan !== undefined) return;
  }
}

function lineOf({ id, at, user, title, steps, end, undoneBy, hosts }: HistoryEntry): string {
  const state = undoneBy !== undefined ? `undone by ${undoneBy.slice(0, SHORT)}` : (end ?? 'interrupted');
  const places = hosts.length === 0 ? '' : `${hosts.map(hostName).join(', ')}: `;
  return `${id.slice(0, SHORT)}  ${new Date(at).toISOString()}  ${user}  ${places}${title} (${steps} ${steps === 1 ? 'step' : 'steps'}, ${state})`;
}

function printDetails(details: HistoryDetails): void {
  print(lineOf(details));
  for (const { host, forward, lost = [] } of details.plan) {
    printTitle(`# ${host}`);
    for (const { text, why } of forward) print(`${text}  # ${why}`);
    for (const row of lost) print(`# not brought back by undo: ${row}`);
  }
  for (const { host, text, exitCode, failure, ms, stderr } of details.commands)
    if (exitCode !== 0)
      printTitle(`${host}: ${text} → ${exitCode ?? failure ?? 'no exit code'} after ${ms} ms ${stderr}`);
  printRows('Before', details.before);
  printRows('After', details.after);
  for (const problem of details.problems) printTitle(problem);
}

function printRows(title: string, hosts: readonly HistoryRows[]): void {
  for (const { host, rows } of hosts) {
    printTitle(`# ${title}, ${host}`);
    for (const [table, list] of Object.entries(rows))
      for (const { raw: _, key, ...row } of list) print(`${table} ${String(key)}  ${JSON.stringify(row)}`);
  }
}
