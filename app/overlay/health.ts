/** Names the layer at which a linked pair fails, from the wire up, by what both hosts show. */
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { LAYERS, type LinkHealth, type PingResult } from '../contract/plan-view.ts';
import { splitCidr } from '../base/ip.ts';
import {
  checkDevices,
  checkFdb,
  checkMtu,
  checkUnderlay,
  checkUp,
  explainSilence,
  type Finding,
} from './health-checks.ts';
import type { LinkIntent, LinkSide } from './link-intent.ts';

/** From where to where an overlay is pinged. */
export interface PingPair {
  readonly from: LinkSide;
  readonly to: LinkSide;
  readonly netns: string;
  readonly target: string;
}

export interface HealthFacts {
  readonly intent: LinkIntent;
  /** In the order of the sides, read after the pings. */
  readonly tables: readonly [Tables, Tables];
  /** Whether each side got an answer from the other's underlay address. */
  readonly underlay: readonly [boolean, boolean];
  readonly pings: readonly PingResult[];
}

/** Both directions, as far as there is something to ping from and to. */
export function pingPairs({ sides: [a, b] }: LinkIntent): readonly PingPair[] {
  return [pairOf(a, b), pairOf(b, a)].filter((pair) => pair !== undefined);
}

function pairOf(from: LinkSide, to: LinkSide): PingPair | undefined {
  const target = to.endpoint?.address ?? to.bridgeAddress ?? to.vxlanAddress;
  const hasSource = from.endpoint !== null || from.bridgeAddress !== undefined || from.vxlanAddress !== undefined;
  if (target === undefined || !hasSource) return undefined;
  return { from, to, netns: from.endpoint?.netns ?? HOST_NETNS, target: splitCidr(target).ip };
}

export function judgeHealth(facts: HealthFacts): LinkHealth {
  const { intent, pings } = facts;
  const { layer: failingLayer, problems } = lowest(findFaults(facts));
  return { healthy: problems.length === 0, pinged: pingPairs(intent).length > 0, pings, failingLayer, problems };
}

/** What the tables show is asked first, from the wire up; packets only tell what no table shows. */
function findFaults(facts: HealthFacts): readonly Finding[] {
  const dead = facts.pings.filter((ping) => ping.rttMs === undefined);
  const underlay = dead.length === 0 && facts.pings.length > 0 ? [] : checkUnderlay(facts);
  const shown = [...underlay, ...checkDevices(facts), ...checkFdb(facts), ...checkUp(facts)];
  if (shown.length > 0) return shown;
  return dead.length === 0 ? checkMtu(facts) : dead.map((ping) => explainSilence(facts, ping));
}

/** The lowest layer that fails says why; what lies above it fails because of it and is not told. Nothing is told twice. */
function lowest(findings: readonly Finding[]): Pick<Finding, 'layer'> & { readonly problems: LinkHealth['problems'] } {
  const layer = LAYERS.find((one) => findings.some((finding) => finding.layer === one));
  const problems = findings.filter((finding) => finding.layer === layer).map(({ problem }) => problem);
  const distinct = new Map(problems.map((one) => [JSON.stringify([one.code, one.where, one.facts]), one]));
  return { layer: layer as Finding['layer'], problems: [...distinct.values()] };
}
