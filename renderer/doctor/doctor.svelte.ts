import type { DoctorProgress, DoctorView } from '../../app/contract/doctor-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call, on } from '../bridge.ts';
import { quietLook } from './quiet-look.svelte.ts';
import { scopeKey, type Scope } from './scope.ts';

interface Run {
  readonly id: string;
  readonly key: string;
  readonly probes: boolean;
}

/** What the doctor said of each scope, and the look that runs now; there is one at a time. */
export class Doctor {
  #views = $state.raw<ReadonlyMap<string, DoctorView>>(new Map());
  #problems = $state.raw<ReadonlyMap<string, Problem>>(new Map());
  run = $state.raw<Run>();
  progress = $state.raw<DoctorProgress>();
  #count = 0;

  start(): void {
    on('doctor.progress', (progress) => {
      if (progress.id === this.run?.id) this.progress = progress;
    });
  }

  of(scope: Scope): DoctorView | undefined {
    return this.#views.get(scopeKey(scope));
  }

  problem(scope: Scope): Problem | undefined {
    return this.#problems.get(scopeKey(scope));
  }

  runs(scope: Scope): boolean {
    return this.run?.key === scopeKey(scope);
  }

  /** A look at something else ends the one that runs; the last answer stays until the next. */
  async look(scope: Scope, hosts: readonly HostId[], probes: boolean): Promise<void> {
    if (hosts.length === 0) return;
    if (this.run !== undefined) void call('doctor.cancel', { id: this.run.id });
    this.#count += 1;
    const run = { id: `look-${Date.now()}-${this.#count}`, key: scopeKey(scope), probes };
    this.run = run;
    this.progress = undefined;
    const answer = await call('doctor.run', { id: run.id, hosts: [...hosts], probes });
    if (this.run?.id !== run.id) return;
    this.run = undefined;
    this.#problems = changed(this.#problems, run.key, answer.ok ? undefined : answer.problem);
    if (!answer.ok || answer.value === null) return;
    this.#views = changed(this.#views, run.key, answer.value);
    if (scope.kind === 'all') quietLook.view = answer.value;
  }

  cancel(): void {
    if (this.run === undefined) return;
    void call('doctor.cancel', { id: this.run.id });
    this.run = undefined;
  }
}

function changed<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

export const doctor = new Doctor();
