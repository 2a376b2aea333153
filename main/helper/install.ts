/** *Install helper*: what it would write, writing it once as root, reading it back, and taking it away again. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Installed, InstallFile, InstallPlan } from '../../app/contract/admin-view.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import policy from '../../resources/polkit/io.github.overlane.helper.policy?raw';
import packageStarter from '../../resources/polkit/overlane-helper?raw';
import { runDirectly, runElevated, type RootScript } from './elevate.ts';
import { BUNDLE_PATH, HELPER_PATH, INSTALL_FOLDER, ORIGIN_PATH, POLICY_PATH, RUNTIME_PATH } from './installed.ts';
import { problem } from './start.ts';

export interface InstallOptions {
  /** The helper's bundle that this Overlane carries. */
  readonly bundle: string;
  readonly version: string;
  /** The runtime to copy: what we run on. */
  readonly runtime: string;
}

/** What Electron needs beside its binary to be Node; plain Node is one file. Found by starting it without each (25 to 45). */
const BESIDE_ELECTRON = ['libffmpeg.so', 'icudtl.dat', 'snapshot_blob.bin', 'v8_context_snapshot.bin'] as const;

/** A file to install: its text, or the file to copy it from. */
interface Source {
  readonly path: string;
  readonly mode: '755' | '644';
  readonly from: string | Buffer;
}

/** Who installed the helper, if anybody did. */
export function installedHelper({ bundle }: Pick<InstallOptions, 'bundle'>): Installed {
  const origin = textAt(ORIGIN_PATH)?.toString('utf8').trim();
  if (origin === undefined || !existsSync(HELPER_PATH)) return 'no';
  if (origin === 'package') return 'package';
  const [theirs, ours] = [textAt(BUNDLE_PATH), textAt(bundle)];
  return theirs !== undefined && ours !== undefined && theirs.equals(ours) ? 'copy' : 'outdated';
}

/** Reads and hashes what would be installed, some 180 MB with Electron. Writes nothing. */
export async function installPlan(options: InstallOptions): Promise<Result<InstallPlan>> {
  const refused = refusal(options);
  if (refused) return fail(refused);
  try {
    const files: InstallFile[] = [];
    for (const source of sourcesOf(options)) files.push(await fileOf(source));
    return ok({ id: sumOf(Buffer.from(sumsOf(files))), files });
  } catch (error) {
    return fail(problem('install-not-possible', { reason: messageOf(error) }));
  }
}

/** Installs the plan that was shown, and reads back that this is what root wrote. */
export async function installHelper(planId: string, options: InstallOptions): Promise<Result<null>> {
  const plan = await installPlan(options);
  if (!plan.ok) return plan;
  if (plan.value.id !== planId)
    return fail(problem('install-failed', { message: 'the files to install have changed since they were shown' }));
  const folder = stagingFolder();
  try {
    await stage(folder, plan.value, sourcesOf(options));
    const done = await runAsRoot('install', folder);
    if (!done.ok) return done;
  } catch (error) {
    return fail(problem('install-failed', { message: messageOf(error) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const file of plan.value.files)
    if (!(await isAsPlanned(file))) return fail(problem('install-differs', { path: file.path }));
  return ok(null);
}

export async function uninstallHelper(options: InstallOptions): Promise<Result<null>> {
  if (installedHelper(options) === 'package') return fail(problem('install-package', { path: HELPER_PATH }));
  return runAsRoot('uninstall', '/');
}

function refusal(options: InstallOptions): Problem | undefined {
  if (installedHelper(options) === 'package') return problem('install-package', { path: HELPER_PATH });
  const base = dirname(stagingFolder());
  if (existsSync(base)) return undefined;
  return problem('install-not-possible', { reason: `this session has no folder ${base}` });
}

/** Root copies from here; nobody else may write there. The install script knows the same path. */
function stagingFolder(): string {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? '/run/overlane-install' : `/run/user/${uid}/overlane-install`;
}

function runAsRoot(script: RootScript, folder: string): Promise<Result<null>> {
  return process.getuid?.() === 0 ? runDirectly(script, folder) : runElevated(script);
}

function sourcesOf({ bundle, runtime, version }: InstallOptions): readonly Source[] {
  const beside = BESIDE_ELECTRON.map((name) => join(dirname(runtime), name)).filter((path) => existsSync(path));
  return [
    {
      path: HELPER_PATH,
      mode: '755',
      from: Buffer.from(packageStarter.replace('/opt/Overlane/overlane', RUNTIME_PATH)),
    },
    { path: BUNDLE_PATH, mode: '644', from: readFileSync(bundle) },
    { path: ORIGIN_PATH, mode: '644', from: Buffer.from(`copy ${version}\n`) },
    { path: RUNTIME_PATH, mode: '755', from: runtime },
    ...(process.versions['electron'] === undefined ? [] : beside).map((from): Source => ({
      path: join(INSTALL_FOLDER, basename(from)),
      mode: '644',
      from,
    })),
    { path: POLICY_PATH, mode: '644', from: Buffer.from(policy) },
  ];
}

async function fileOf({ path, mode, from }: Source): Promise<InstallFile> {
  if (typeof from === 'string') return { path, mode, size: (await stat(from)).size, sha256: await sumOfFile(from) };
  return { path, mode, size: from.length, sha256: sumOf(from) };
}

async function stage(folder: string, plan: InstallPlan, sources: readonly Source[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, 0o700);
  for (const { path, from } of sources) {
    const to = join(folder, basename(path));
    await (typeof from === 'string' ? copyFile(from, to) : writeFile(to, from));
  }
  await writeFile(join(folder, 'SHA256SUMS'), sumsOf(plan.files));
}

/** As sha256sum(1) reads it. */
function sumsOf(files: readonly InstallFile[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${basename(path)}\n`).join('');
}

async function isAsPlanned({ path, mode, sha256 }: InstallFile): Promise<boolean> {
  try {
    const { uid, mode: bits } = await stat(path);
    return uid === 0 && (bits & 0o7777).toString(8) === mode && (await sumOfFile(path)) === sha256;
  } catch {
    return false; // not there or not readable, which the plan did not say either
  }
}

/** In pieces, so that a runtime of 170 MB does not hold up the window. */
async function sumOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function sumOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function textAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // not there or not readable: for a root-owned, world-readable file both mean "not installed"
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
