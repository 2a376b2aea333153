/** Names the layer at which an overlay fails, from the wire up, by what its members show. */
import { LAYERS, type LayerHealth, type PingResult } from './link-health.ts';
import type { HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import {
  checkDevices,
  checkFdb,
  checkMtu,
  checkUnderlay,
  checkUp,
  explainSilence,
  type Finding,
} from './health-checks.ts';
import type { OverlaySpec } from './overlay.ts';
import { reachOf } from './reach.ts';

/** Whether a member got an answer from another's underlay address. */
export interface UnderlayAnswer {
  readonly from: HostId;
  readonly to: HostId;
  readonly answered: boolean;
}

export interface HealthFacts {
  readonly spec: OverlaySpec;
  /** Of every member, read after the pings. */
  readonly tables: ReadonlyMap<HostId, Tables>;
  /** Only of pairs that were asked: those whose packets are not answered. */
  readonly underlay: readonly UnderlayAnswer[];
  readonly pings: readonly PingResult[];
}

export function judgeHealth(facts: HealthFacts): LayerHealth {
  const { spec, pings } = facts;
  const { layer: failingLayer, problems } = lowest(findFaults(facts));
  return { healthy: problems.length === 0, pinged: reachOf(spec).pairs.length > 0, pings, failingLayer, problems };
}

/** What the tables show is asked first, from the wire up; packets only tell what no table shows. */
function findFaults(facts: HealthFacts): readonly Finding[] {
  if (facts.spec.mode === 'found') return [...checkUnderlay(facts), ...checkDevices(facts), ...checkUp(facts)];
  const dead = facts.pings.filter((ping) => ping.rttMs === undefined);
  const shown = [...checkUnderlay(facts), ...checkDevices(facts), ...checkFdb(facts), ...checkUp(facts)];
  if (shown.length > 0) return shown;
  return dead.length === 0 ? checkMtu(facts) : dead.map((ping) => explainSilence(facts, ping));
}

/** The lowest layer that fails says why; what lies above it fails because of it and is not told. Nothing is told twice. */
function lowest(findings: readonly Finding[]): Pick<Finding, 'layer'> & { readonly problems: LayerHealth['problems'] } {
  const layer = LAYERS.find((one) => findings.some((finding) => finding.layer === one));
  const problems = findings.filter((finding) => finding.layer === layer).map(({ problem }) => problem);
  const distinct = new Map(problems.map((one) => [JSON.stringify([one.code, one.where, one.facts]), one]));
  return { layer: layer as Finding['layer'], problems: [...distinct.values()] };
}
