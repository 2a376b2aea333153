import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { findSwitches, readState, type FoundSwitch } from './discover.ts';
import { launch, type Holder } from './launch.ts';
import { DEFAULT_HOSTS, layOut } from './layout.ts';
import { missingProgram } from './machine.ts';
import { namespaceOf } from './proc.ts';
import { runningLab, type Lab, type LabHost } from './running-lab.ts';

export type { Lab, LabHost };

export interface LabOptions {
  /** `default` when absent. */
  readonly name?: string;
  readonly hosts?: readonly string[];
  /** `owned` ends with us, also when we are killed; `detached` ends by `stop` only. */
  readonly lifetime: 'owned' | 'detached';
  readonly signal?: AbortSignal;
}

/** Makes the switch and the hosts; about a quarter of a second for three. On failure nothing is left behind. */
export async function startLab(options: LabOptions): Promise<Result<Lab>> {
  const name = options.name ?? 'default';
  const places = layOut(name, options.hosts ?? DEFAULT_HOSTS);
  if (!places.ok) return places;
  const missing = missingProgram();
  if (missing) return fail(missing);
  if (findSwitches().some((found) => found.name === name)) return fail(labRunning(name));
  const started = await launch({ name, places: places.value, lifetime: options.lifetime, signal: options.signal });
  return started.ok ? adopt(name, started.value) : started;
}

/** The lab of that name of our own user, whoever started it. */
export async function findLab(name = 'default'): Promise<Lab | undefined> {
  for (const found of oldestFirst(name)) {
    const state = readState(found);
    if (state) return runningLab(found, state);
  }
  return undefined;
}

/** All labs of our own user; `pid` is the switch's pid 1. Also those still being set up. */
export async function listLabs(): Promise<readonly { name: string; pid: number }[]> {
  return findSwitches().map(({ name, pid }) => ({ name, pid }));
}

/** The argv that runs `argv` inside a lab host: as root there, with every capability, as root or as an ordinary user. */
export function enterArgv(host: LabHost, argv: readonly string[]): readonly string[] {
  const theirs = namespaceOf(host.pid, 'user');
  const userns = theirs === undefined || theirs === namespaceOf('self', 'user') ? [] : ['-U', '--preserve-credentials'];
  return ['nsenter', '-t', String(host.pid), ...userns, '-m', '-n', '-u', '-p', '--', ...argv];
}

/** Two starts at the same moment both find no lab of that name; the younger gives way. */
async function adopt(name: string, child: Holder): Promise<Result<Lab>> {
  const [oldest, ...younger] = oldestFirst(name);
  const ours = [oldest, ...younger].find((found) => found?.parent === child.pid);
  const state = ours && readState(ours);
  if (!ours || !state) return fail(endedEarly(child));
  const lab = runningLab(ours, state, child);
  if (ours !== oldest) {
    await lab.stop();
    return fail(labRunning(name));
  }
  release(child);
  return ok(lab);
}

/** From here on the lab keeps neither our event loop nor our pipes busy; stdin of an owned one stays open. */
function release(child: Holder): void {
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  (child.stdin as { unref?(): void } | null)?.unref?.();
}

function oldestFirst(name: string): readonly FoundSwitch[] {
  const age = (found: FoundSwitch): bigint => (BigInt(found.startTicks) << 32n) + BigInt(found.pid);
  return findSwitches()
    .filter((found) => found.name === name)
    .sort((a, b) => (age(a) < age(b) ? -1 : 1));
}

function labRunning(name: string): Problem {
  return { code: 'lab-running', severity: 'error', where: { host: 'local' }, facts: { name }, retry: false };
}

function endedEarly(child: Holder): Problem {
  child.kill('SIGKILL');
  const facts = { message: 'its processes cannot be seen in /proc' };
  return { code: 'lab-start-failed', severity: 'error', where: { host: 'local' }, facts, retry: true };
}
