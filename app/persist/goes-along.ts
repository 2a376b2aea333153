/**
 * A change of what is kept across reboots. What a plan removes must not come back, so its files go in the same plan and before the
 * device: NetworkManager 1.52 makes a device that it knows a file of again within half a second. A change that the files do not know is said.
 */
import { hostName, type HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import { checkStep } from '../guard/check-step.ts';
import { planHost, simulatePlan, type HostPlan, type Plan } from '../plan/plan.ts';
import type { Wish } from '../noun/step.ts';
import type { Problem } from '../problem/problem.ts';
import type { PersistFacts } from '../noun/system/daemons.ts';
import { persistFiles, type PersistFile } from './files.ts';
import { keptSets, type KeptSet } from './kept-devices.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf } from '../noun/file/paths.ts';

export interface WithKept {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
}

/** The plan with what it does to files of ours. `tables` are today's; a host without is left as it is. */
export function withKeptFiles(plan: Plan, tables: (host: HostId) => Tables | undefined): WithKept {
  const problems: Problem[] = [];
  const hosts = plan.hosts.map((host): HostPlan => {
    const before = tables(host.host);
    if (before === undefined || before.file.length === 0 || host.steps.length === 0) return host;
    const judged = judgeHost(host, before);
    problems.push(...judged.problems);
    return judged.plan;
  });
  return { plan: { ...plan, hosts }, problems };
}

function judgeHost(plan: HostPlan, before: Tables): { readonly plan: HostPlan; readonly problems: readonly Problem[] } {
  const after = simulatePlan(before, plan);
  const wishes: Wish[] = [];
  const problems: Problem[] = [];
  for (const set of keptSets(before.file).filter((one) => !isRewritten(plan, one))) {
    const gone = goneOf(set, before, after);
    if (gone.length > 0) {
      wishes.push(...removal(set, gone, after));
      problems.push(
        ...set.files
          .filter((file) => !isOurs(file.content))
          .map(({ path }) => problem(plan.host, 'file-edited', 'warning', { path })),
      );
    } else if (differs(set, before, after))
      problems.push(problem(plan.host, 'kept-files-stale', 'warning', { name: set.name }));
  }
  if (wishes.length === 0) return { plan, problems };
  const files = restorable(planHost(plan.host, before, wishes));
  return { plan: { ...plan, steps: [...files.steps, ...plan.steps] }, problems };
}

/** A plan that writes or removes files of this name knows what it does. */
function isRewritten(plan: HostPlan, { name }: KeptSet): boolean {
  return plan.steps.some(
    ({ step }) => (step.do === 'file-write' || step.do === 'file-remove') && placeOf(step.path)?.name === name,
  );
}

interface Gone {
  readonly kind: 'link' | 'netns';
  readonly name: string;
}

function goneOf({ devices, namespaces }: KeptSet, before: Tables, after: Tables): readonly Gone[] {
  const link = ({ link: rows }: Tables, name: string): boolean =>
    rows.some((row) => row.netns === '' && row.name === name);
  const netns = ({ netns: rows }: Tables, name: string): boolean => rows.some((row) => row.name === name);
  return [
    ...devices
      .filter((name) => link(before, name) && !link(after, name))
      .map((name) => ({ kind: 'link', name }) as const),
    ...namespaces
      .filter((name) => netns(before, name) && !netns(after, name))
      .map((name) => ({ kind: 'netns', name }) as const),
  ];
}

/** All files where nothing is left to keep; else they are written again without what is gone. */
function removal(set: KeptSet, gone: readonly Gone[], after: Tables): readonly Wish[] {
  const what = gone.map(({ name }) => name).join(', ');
  const rest = filesFor(set, after);
  const ours = set.files.filter(({ content }) => isOurs(content));
  const none = rest.length === 0;
  const isSetting = ({ path }: { readonly path: string }): boolean => !none && placeOf(path)?.kind === 'sysctl';
  const dropped = ours.filter((file) => !isSetting(file) && !rest.some(({ path }) => path === file.path));
  const written = rest.filter(
    (file) => !isSetting(file) && set.files.every(({ path, content }) => path !== file.path || isOurs(content)),
  );
  return [
    ...dropped.map(({ path }): Wish => ({
      step: { do: 'file-remove', path },
      why: `Else ${what} would be back at the next start, or at once.`,
    })),
    ...written.map(({ path, content }): Wish => ({
      step: { do: 'file-write', path, content },
      why: `Keeps what is left, without ${what}.`,
    })),
  ];
}

/** Whether the change makes the files say otherwise than before. Forwarding is judged by the whole host, so it does not count. */
function differs(set: KeptSet, before: Tables, after: Tables): boolean {
  const text = (files: readonly PersistFile[]): string =>
    JSON.stringify(files.filter(({ path }) => placeOf(path)?.kind !== 'sysctl'));
  return text(filesFor(set, before)) !== text(filesFor(set, after));
}

/** The files that keep what is there of a set. */
export function filesFor(
  { name, format, devices, namespaces, files }: KeptSet,
  tables: Tables,
): readonly PersistFile[] {
  const links = devices.filter((dev) => tables.link.some((row) => row.netns === '' && row.name === dev));
  const netns = namespaces.filter((one) => tables.netns.some((row) => row.name === one));
  if (links.length === 0 && netns.length === 0) return [];
  return persistFiles(format, tables, { name, links, namespaces: netns }, factsOf(format, tables, files)).files;
}

/** As they were when the files were written, as far as that shows. */
function factsOf(format: KeptSet['format'], { system: [system] }: Tables, files: KeptSet['files']): PersistFacts {
  const networkManager = system?.networkManager ?? false;
  const dropIn = files.some(({ path }) => placeOf(path)?.kind === 'network-drop-in');
  return {
    systemd: files.some(({ path }) => placeOf(path)?.kind === 'service'),
    openrc: files.some(({ path }) => placeOf(path)?.kind === 'openrc'),
    networkd: (system?.networkd ?? false) || (format === 'netplan' && (dropIn || !networkManager)),
    networkManager,
    netplan: format === 'netplan',
    ifupdown: format === 'ifupdown',
  };
}

function isOurs(content: string | undefined): boolean {
  return content !== undefined && markOf(content)?.intact === true;
}

/** A file that was written by an older version may not pass for one of ours today: it is not brought back. */
export function restorable(plan: HostPlan): HostPlan {
  const steps = plan.steps.map((one) => ({
    ...one,
    inverse: one.inverse.filter((step) => checkStep(step) === undefined),
  }));
  return { ...plan, steps };
}

function problem(host: HostId, code: Problem['code'], severity: Problem['severity'], facts: Problem['facts']): Problem {
  return { code, severity, where: { host }, facts: { host: hostName(host), ...facts }, retry: false };
}
