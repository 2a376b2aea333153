/** `overlane overlay`: an `overlay.yaml`, or what was declared under a name, against the hosts it names. */
import { readFile } from 'node:fs/promises';
import type { CompletedOverlay } from '../../app/contract/ipc.ts';
import type { MemberView, OverlayMatrix } from '../../app/contract/overlay-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { OverlayFile, OverlaySpec } from '../../app/overlay/overlay.ts';
import { readOverlayYaml, writeOverlayYaml } from '../../app/overlay/overlay-yaml.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import { fileChange } from '../engine/file-change.ts';
import { causesOf } from '../engine/doctor/cause.ts';
import { completeFrom } from '../engine/overlay-previews.ts';
import { reasonOf } from '../engine/reason.ts';
import type { Session } from '../engine/session.ts';
import { memberViews } from '../engine/stated.ts';
import { previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { memberAdded, memberRemoved } from './overlay-file.ts';
import { print, printJson, sayProblems } from './print.ts';
import { printFinding } from './print-finding.ts';
import { addEachHost, type CliOptions } from './session.ts';

export interface OverlayOptions extends ApplyOptions {
  readonly ping?: boolean;
}

/** The diff, and nothing else; empty when everything is as declared. */
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

/** Exit code 0 when every member is as declared, 1 when one is not or cannot be read. */
export function overlayStatus(path: string, options: OverlayOptions, cli: CliOptions): Promise<number> {
  return withFile(path, options, cli, async ({ session, spec }) => {
    const members = memberViews(spec, session.hosts);
    const matrix = options.ping === true ? await session.measure(spec) : undefined;
    const silent = matrix?.pings.some(({ rttMs, largestPacket }) => rttMs === undefined || largestPacket === undefined);
    const causes = silent === true ? await causesOf(spec, matrix?.pings ?? [], session) : [];
    if (options.json === true) printJson({ name: spec.name, members, ...(matrix && { matrix, causes }) });
    else printStatus(spec, members, matrix);
    if (options.json !== true) for (const one of causes) printFinding(one);
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
  const { json = false, dryRun = false } = options;
  return withText(path, json, cli, change, async ({ session, spec, before, text, isFile }) => {
    const intent = { kind: 'overlay-apply', spec };
    if (dryRun || !isFile) return previewAndApply(session, intent, options);
    const file = await fileChange(path, before, text);
    if (!file.ok) return refuse({ problems: [file.problem] }, json);
    return previewAndApply(session, intent, { ...options, file: file.value });
  });
}

function withFile(
  path: string,
  { json = false }: OverlayOptions,
  cli: CliOptions,
  use: (opened: Opened) => Promise<number>,
): Promise<number> {
  return withText(path, json, cli, ok, use);
}

interface OpenedText extends Opened {
  /** As it was read, and as the command makes it. */
  readonly before: string;
  readonly text: string;
  /** False where the name of a declared overlay was given instead. */
  readonly isFile: boolean;
}

/** Members that cannot be reached are told and left out; what is missing in the file is completed from the others. */
function withText(
  path: string,
  json: boolean,
  cli: CliOptions,
  change: (text: string) => Result<string>,
  use: (opened: OpenedText) => Promise<number>,
): Promise<number> {
  return withSession(cli, async (session) => {
    const broken = await session.overlays.reload();
    const source = await sourceOf(path, session);
    if (!source.ok) return refuse({ problems: [source.problem] }, json);
    const text = change(source.value.text);
    if (!text.ok) return refuse({ problems: [text.problem] }, json);
    const { file, problems } = readOverlayYaml(text.value);
    if (file === undefined) return refuse({ problems }, json);
    sayProblems(broken);
    const away = await addEachHost(session, membersOf(file, session), cli);
    const completed: CompletedOverlay = completeFrom(file, session);
    const { spec } = completed;
    if (spec === undefined) return refuse({ problems: [...away, ...completed.problems] }, json);
    if (!json) sayProblems([...problems, ...away.map((one) => ({ ...one, severity: 'warning' as const }))]);
    return use({ session, spec, before: source.value.text, text: text.value, isFile: source.value.isFile });
  });
}

/** A file of that name comes first. */
async function sourceOf(
  path: string,
  { stated }: Session,
): Promise<Result<{ readonly text: string; readonly isFile: boolean }>> {
  const text = await textOf(path);
  if (text.ok) return ok({ text: text.value, isFile: true });
  const spec = stated.find(path)?.spec;
  return spec == null ? text : ok({ text: writeOverlayYaml(spec), isFile: false });
}

/** Those of the file, and those that were declared and are no longer in it. */
function membersOf(file: OverlayFile, session: Session): readonly HostId[] {
  const stated = session.stated.find(file.name)?.spec?.members ?? [];
  return [...new Set([...file.members, ...stated].map(({ host }) => host))];
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail({
      code: 'file-unreadable',
      severity: 'error',
      where: {},
      facts: { path, reason: reasonOf(error) },
      retry: true,
    });
  }
}

function printStatus(spec: OverlaySpec, members: readonly MemberView[], matrix: OverlayMatrix | undefined): void {
  print(`${spec.name}: ${spec.mode}, VNI ${spec.vni}, port ${spec.port}, MTU ${spec.mtu}`);
  for (const { host, state, why, drift } of members) {
    print(`${host}: ${state === 'true' ? 'as declared' : state === 'drifted' ? 'drifted' : (why ?? 'unknown')}`);
    for (const { kind, what, wanted, present } of drift)
      print(`  ${kind}: ${what}${wanted === undefined ? '' : ` (wanted ${wanted}, is ${present ?? 'nothing'})`}`);
  }
  for (const { host, staleFiles = [] } of members)
    if (staleFiles.length > 0)
      print(
        `${host}: kept files (${staleFiles.join(', ')}) say otherwise than what is there; write them again: overlane persist ${host} --overlay ${spec.name}`,
      );
  for (const { from, to, target, rttMs, largestPacket } of matrix?.pings ?? [])
    print(
      `ping ${hostName(from)} → ${hostName(to)} (${target}): ${rttMs === undefined ? 'no answer' : `${rttMs.toFixed(3)} ms, largest packet ${largestPacket ?? 'unknown'}`}`,
    );
}
