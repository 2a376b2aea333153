/** The lab as a session sees it: found or started, its hosts added and removed with it. */
import type { LabView } from '../../app/contract/ipc.ts';
import { ok, type Result } from '../../app/problem/problem.ts';
import { findLab, startLab, type Lab } from '../lab/lab.ts';
import { labTransport } from '../transport/lab.ts';
import type { Hosts } from './hosts.ts';

export interface LabHostsOptions {
  readonly name: string;
  readonly hosts: Hosts;
  /** Whether a lab that this window started outlives it. */
  readonly keep: boolean;
  readonly onChange: (lab: LabView) => void;
}

export interface LabHosts {
  view(): LabView;
  /** Uses the lab that runs, or starts one that ends with us. */
  start(): Promise<Result<LabView>>;
  stop(): Promise<Result<LabView>>;
  keep(on: boolean): Result<LabView>;
  /** Ends the lab unless it is to be kept or was not ours. */
  close(): Promise<void>;
}

export function createLabHosts({ name, hosts, keep: keepFirst, onChange }: LabHostsOptions): LabHosts {
  let lab: Lab | undefined;
  let kept = keepFirst;
  const view = (): LabView => ({
    running: lab !== undefined,
    owned: lab?.owned ?? false,
    outlives: lab !== undefined && (!lab.owned || kept),
  });
  const changed = (): Result<LabView> => {
    onChange(view());
    return ok(view());
  };
  const forget = async (): Promise<void> => {
    const gone = lab;
    lab = undefined;
    await Promise.all((gone?.hosts ?? []).map((host) => hosts.remove(`lab:${host.name}`)));
    changed();
  };
  return {
    view,
    async start() {
      if (lab !== undefined) return ok(view());
      const found = await findLab(name);
      const started = found === undefined ? await startLab({ name, lifetime: 'owned' }) : ok(found);
      if (!started.ok) return started;
      lab = started.value;
      if (lab.owned) lab.keep(kept);
      lab.onEnd(() => void forget());
      for (const host of lab.hosts) hosts.add(labTransport(lab, host));
      return changed();
    },
    async stop() {
      await lab?.stop();
      await forget();
      return ok(view());
    },
    keep(on) {
      kept = on;
      if (lab?.owned === true) lab.keep(on);
      return changed();
    },
    async close() {
      if (lab?.owned === true && !kept) await lab.stop();
    },
  };
}
