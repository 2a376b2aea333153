/** Many hosts that go on by themselves, told as one plan. */
import type { ApplyProgress } from '../../app/contract/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Plan } from '../../app/plan/plan.ts';

/** The plan as a whole is where its slowest host is; taking back is told as soon as one host does. */
const PHASES: readonly ApplyProgress['phase'][] = ['checking', 'applying', 'verifying', 'ended'];

export interface SharedProgress {
  /** What the part of one host tells. */
  of(host: HostId): (progress: ApplyProgress) => void;
}

export function shareProgress(planId: string, plan: Plan, tell: (progress: ApplyProgress) => void): SharedProgress {
  const parts = new Map<HostId, ApplyProgress>(
    plan.hosts.map(({ host, steps }) => [
      host,
      {
        planId,
        phase: 'checking',
        hosts: [{ host, steps: steps.map(() => 'waiting') }],
        done: 0,
        total: steps.length,
      },
    ]),
  );
  return {
    of: (host) => (progress) => {
      parts.set(host, progress);
      tell(whole(planId, [...parts.values()]));
    },
  };
}

function whole(planId: string, parts: readonly ApplyProgress[]): ApplyProgress {
  return {
    planId,
    phase: phaseOf(parts),
    hosts: parts.flatMap(({ hosts }) => hosts),
    done: parts.reduce((sum, { done }) => sum + done, 0),
    total: parts.reduce((sum, { total }) => sum + total, 0),
  };
}

function phaseOf(parts: readonly ApplyProgress[]): ApplyProgress['phase'] {
  if (parts.some(({ phase }) => phase === 'rolling-back')) return 'rolling-back';
  return PHASES[Math.min(...parts.map(({ phase }) => PHASES.indexOf(phase)))] ?? 'ended';
}
