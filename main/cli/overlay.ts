/** `overlane overlay`: an `overlay.yaml` against the hosts it names. */
import { readFile } from 'node:fs/promises';
import type { CompletedOverlay } from '../../app/contract/ipc.ts';
import type { MemberView, OverlayMatrix } from '../../app/contract/overlay-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { OverlayFile, OverlaySpec } from '../../app/overlay/overlay.ts';
import { readOverlayYaml } from '../../app/overlay/overlay-yaml.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import { completeFrom } from '../engine/overlay-previews.ts';
import { reasonOf } from '../engine/reason.ts';
import type { Session } from '../engine/session.ts';
import { memberViews } from '../engine/stated.ts';
import { previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { memberAdded, memberRemoved, writeText } from './overlay-file.ts';
import { print, printJson, sayProblems } from './print.ts';
import { addEachHost, type CliOptions } from './session.ts';

export interface OverlayOptions extends ApplyOptions {
  readonly ping?: boolean;
}

/** The diff, and nothing else; empty when everything is as stated. */
export function overlayPlan(path: string, options: OverlayOptions, cli: CliOptions): Promise<number> {
  return overlayApply(path, { ...options, dryRun: true }, cli);
}

export function overlayApply(path: string, options: OverlayOptions, cli: CliOptions): Promise<number> {
  return withFile(path, options, cli, ({ session, spec }) =>
    previewAndApply(session, { kind: 'overlay-apply', spec }, options),
  );
}

/** The file is changed when the hosts are: a join that failed leaves it as it was. */
export async function overlayJoin(
  path: string,
  host: HostId,
  options: OverlayOptions,
  cli: CliOptions,
): Promise<number> {
  return changeMembers(path, options, cli, (text) => memberAdded(text, host));
}

export async function overlayLeave(
  path: string,
  host: HostId,
  options: OverlayOptions,
  cli: CliOptions,
): Promise<number> {
  return changeMembers(path, options, cli, (text) => memberRemoved(text, host));
}

export function overlayDestroy(path: string, options: OverlayOptions, cli: CliOptions): Promise<number> {
  return withFile(path, options, cli, ({ session, spec }) =>
    previewAndApply(session, { kind: 'overlay-destroy', name: spec.name, spec }, options),
  );
}

/** Exit code 0 when every member is as stated, 1 when one is not or cannot be read. */
export function overlayStatus(path: string, options: OverlayOptions, cli: CliOptions): Promise<number> {
  return withFile(path, options, cli, async ({ session, spec }) => {
    const members = memberViews(spec, session.hosts);
    const matrix = options.ping === true ? await session.measure(spec) : undefined;
    if (options.json === true) printJson({ name: spec.name, members, ...(matrix && { matrix }) });
    else printStatus(spec, members, matrix);
    const reached = matrix?.pings.every(({ rttMs }) => rttMs !== undefined) ?? true;
    return reached && members.every(({ state }) => state === 'true') ? EXIT.done : EXIT.failed;
  });
}

interface Opened {
  readonly session: Session;
  readonly spec: OverlaySpec;
}

async function changeMembers(
  path: string,
  options: OverlayOptions,
  cli: CliOptions,
  change: (text: string) => Result<string>,
): Promise<number> {
  const text = await textOf(path);
  if (!text.ok) return refuse({ problems: [text.problem] }, options.json ?? false);
  const changed = change(text.value);
  if (!changed.ok) return refuse({ problems: [changed.problem] }, options.json ?? false);
  return withText(changed.value, options, cli, async ({ session, spec }) => {
    const exit = await previewAndApply(session, { kind: 'overlay-apply', spec }, options);
    const stated = session.stated.find(spec.name)?.spec;
    const asked = stated?.members.map(({ host }) => host).join() === spec.members.map(({ host }) => host).join();
    if (options.dryRun === true || !asked) return exit;
    const problem = await writeText(path, changed.value);
    return problem === undefined ? exit : refuse({ problems: [problem] }, options.json ?? false);
  });
}

async function withFile(
  path: string,
  options: OverlayOptions,
  cli: CliOptions,
  use: (opened: Opened) => Promise<number>,
): Promise<number> {
  const text = await textOf(path);
  return text.ok
    ? withText(text.value, options, cli, use)
    : refuse({ problems: [text.problem] }, options.json ?? false);
}

/** Members that cannot be reached are told and left out; what is missing in the file is completed from the others. */
async function withText(
  text: string,
  { json = false }: OverlayOptions,
  cli: CliOptions,
  use: (opened: Opened) => Promise<number>,
): Promise<number> {
  const { file, problems } = readOverlayYaml(text);
  if (file === undefined) return refuse({ problems }, json);
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const away = await addEachHost(session, membersOf(file, session), cli);
    const completed: CompletedOverlay = completeFrom(file, session);
    const { spec } = completed;
    if (spec === undefined) return refuse({ problems: [...away, ...completed.problems] }, json);
    if (!json) sayProblems([...problems, ...away.map((one) => ({ ...one, severity: 'warning' as const }))]);
    return use({ session, spec });
  });
}

/** Those of the file, and those that were stated and are no longer in it. */
function membersOf(file: OverlayFile, session: Session): readonly HostId[] {
  const stated = session.stated.find(file.name)?.spec?.members ?? [];
  return [...new Set([...file.members, ...stated].map(({ host }) => host))];
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail({ code: 'file-unreadable', severity: 'error', where: {}, facts: { path, reason: reasonOf(error) }, retry: true }); // prettier-ignore
  }
}

function printStatus(spec: OverlaySpec, members: readonly MemberView[], matrix: OverlayMatrix | undefined): void {
  print(`${spec.name}: ${spec.mode}, VNI ${spec.vni}, port ${spec.port}, MTU ${spec.mtu}`);
  for (const { host, state, why, drift } of members) {
    print(`${host}: ${state === 'true' ? 'as stated' : state === 'drifted' ? 'drifted' : (why ?? 'unknown')}`);
    for (const { kind, what, wanted, present } of drift)
      print(`  ${kind}: ${what}${wanted === undefined ? '' : ` (wanted ${wanted}, is ${present ?? 'nothing'})`}`);
  }
  for (const { host, staleFiles = [] } of members)
    if (staleFiles.length > 0)
      print(`${host}: kept files (${staleFiles.join(', ')}) say otherwise than what is there; write them again: overlane persist ${host} --overlay ${spec.name}`); // prettier-ignore
  for (const { from, to, target, rttMs, largestPacket } of matrix?.pings ?? [])
    print(`ping ${hostName(from)} → ${hostName(to)} (${target}): ${rttMs === undefined ? 'no answer' : `${rttMs.toFixed(3)} ms, largest packet ${largestPacket ?? 'unknown'}`}`); // prettier-ignore
}
