/** Keeping and no longer keeping: the plan of files for one host, and what stands in its way. */
import { hostName } from '../base/host.ts';
import { listed } from '../base/listed.ts';
import type { KeptFile } from '../noun/file/row.ts';
import type { Snapshot } from '../noun/snapshot.ts';
import { planHost, type Plan } from '../plan/plan.ts';
import type { Wish } from '../noun/step.ts';
import type { Problem } from '../problem/problem.ts';
import { checkFile } from '../guard/check-file.ts';
import { persistFiles, type NotExpressed, type PersistFile } from './files.ts';
import { FORMAT_TITLES } from './format.ts';
import { restorable } from './goes-along.ts';
import type { PersistIntent, UnpersistIntent } from './intent.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf } from '../noun/file/paths.ts';
import { missingLinks } from './selection.ts';

export interface PlannedPersist {
  readonly problems: readonly Problem[];
  readonly plan?: Plan;
}

export function planPersist(intent: PersistIntent, { tables }: Pick<Snapshot, 'tables'>): PlannedPersist {
  const { host, select, format, facts } = intent;
  const missing = missingLinks(tables, select).map((name) =>
    problem(intent, 'persist-link-missing', 'error', { name }),
  );
  const { files, notExpressed } = persistFiles(format, tables, select, facts);
  const empty = files.length === 0 ? [problem(intent, 'persist-empty', 'error', {})] : [];
  const old = tables.file.filter(({ path }) => placeOf(path)?.name === select.name);
  const gone = old.filter(({ path }) => !files.some((file) => file.path === path));
  const refused = [
    ...files.flatMap((file) => refusal(intent, file, old)),
    ...gone.flatMap((row) => notOurs(intent, row)),
  ];
  const errors = [...missing, ...empty, ...refused];
  if (errors.length > 0) return { problems: errors };
  const wishes = [
    ...files.map((file): Wish => ({
      step: { do: 'file-write', path: file.path, content: file.content },
      why: WHY[placeOf(file.path)?.kind ?? 'script'],
    })),
    ...gone.map(({ path }): Wish => ({ step: { do: 'file-remove', path }, why: 'Is no longer needed.' })),
  ];
  const title = `Keep ${select.name} on ${hostName(host)} across reboots, by ${FORMAT_TITLES[format]}`;
  return {
    problems: [...notStarted(intent, files), ...byScript(intent, notExpressed)],
    plan: { title, hosts: [restorable(planHost(host, tables, wishes))] },
  };
}

export function planUnpersist(intent: UnpersistIntent, { tables }: Pick<Snapshot, 'tables'>): PlannedPersist {
  const { host, name } = intent;
  const ours = tables.file.filter(({ path }) => name === undefined || placeOf(path)?.name === name);
  const left = ours.flatMap((row) => notOurs(intent, row).map((one): Problem => ({ ...one, severity: 'warning' })));
  const wishes = ours
    .filter((row) => notOurs(intent, row).length === 0)
    .map(({ path }): Wish => ({
      step: { do: 'file-remove', path },
      why: 'Overlane wrote it, and nobody changed it since.',
    }));
  if (wishes.length === 0 && left.length === 0)
    return { problems: [problem(intent, 'persist-nothing-kept', 'error', {})] };
  const title = `Keep ${name ?? 'nothing'} ${name === undefined ? 'more' : 'no longer'} on ${hostName(host)}`;
  return { problems: left, plan: { title, hosts: [restorable(planHost(host, tables, wishes))] } };
}

const WHY = {
  netdev: 'Makes the device at boot.',
  network: 'Sets up the device at boot.',
  'network-drop-in': 'Adds to what netplan writes for the device what netplan has no words for.',
  keyfile: 'Makes and sets up the device at boot.',
  unmanaged: 'Tells NetworkManager to leave the devices alone.',
  netplan: 'Makes and sets up the devices at boot.',
  interfaces: 'Makes and sets up the devices at boot.',
  sysctl: 'Sets forwarding at boot.',
  script: 'Makes the rest.',
  service: 'Runs the script.',
  dispatcher: 'Runs the script when NetworkManager has set up one of the devices again.',
  openrc: 'Runs the script at the end of a start.',
  wants: 'Starts that service at boot.',
} as const;

function refusal(intent: PersistIntent, file: PersistFile, old: readonly KeptFile[]): readonly Problem[] {
  const reason = checkFile(file.path, file.content);
  if (reason !== undefined) return [problem(intent, 'persist-not-sayable', 'error', { path: file.path, reason })];
  const row = old.find(({ path }) => path === file.path);
  return row === undefined ? [] : notOurs(intent, row);
}

function notOurs(intent: PersistIntent | UnpersistIntent, { path, content }: KeptFile): readonly Problem[] {
  const mark = content === undefined ? undefined : markOf(content);
  if (mark === undefined) return [problem(intent, 'file-foreign', 'error', { path })];
  return mark.intact ? [] : [problem(intent, 'file-edited', 'error', { path })];
}

/** Without systemd or OpenRC nobody runs the script at a start. */
function notStarted(intent: PersistIntent, files: readonly PersistFile[]): readonly Problem[] {
  const kinds = files.map(({ path }) => placeOf(path)?.kind);
  const script = files.find(({ path }) => placeOf(path)?.kind === 'script');
  if (script === undefined || kinds.includes('service') || kinds.includes('openrc')) return [];
  return [problem(intent, 'persist-not-started', 'warning', { path: script.path })];
}

/** One sentence for each reason, however many entries it is about. */
function byScript(intent: PersistIntent, left: readonly NotExpressed[]): readonly Problem[] {
  const reasons = new Map<string, string[]>();
  for (const { what, why } of left) reasons.set(why, [...(reasons.get(why) ?? []), what]);
  return [...reasons].map(([reason, what]) =>
    problem(intent, 'persist-by-script', 'info', { what: listed(what, 3), reason }),
  );
}

function problem(
  { host }: PersistIntent | UnpersistIntent,
  code: Problem['code'],
  severity: Problem['severity'],
  facts: Problem['facts'],
): Problem {
  return { code, severity, where: { host }, facts: { host: hostName(host), ...facts }, retry: false };
}
