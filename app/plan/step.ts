import * as v from 'valibot';
import type { Tables } from '../noun/snapshot.ts';
import { undrafted } from '../noun/draft.ts';
import { addressHolds, AddressStep, invertAddress, simulateAddress } from '../noun/address/steps.ts';
import { bridgeVlanHolds, BridgeVlanStep, invertBridgeVlan, simulateBridgeVlan } from '../noun/vlan/steps.ts';
import { loseWithCarrier } from '../noun/link/carrier.ts';
import {
  entriesGone,
  fdbEntryHolds,
  FdbEntryStep,
  fdbStepOf,
  invertFdbEntry,
  simulateFdbEntry,
} from '../noun/fdb/steps.ts';
import { fileHolds, FileStep, invertFile, simulateFile } from '../noun/file/steps.ts';
import { forwardHolds, ForwardStep, invertForward, simulateForward } from '../noun/forward/steps.ts';
import { linkHolds, LinkStep, invertLink, simulateLink } from '../noun/link/steps.ts';
import { lost } from './lost.ts';
import {
  neighbourHolds,
  neighboursGone,
  NeighbourStep,
  invertNeighbour,
  simulateNeighbour,
} from '../noun/neighbour/steps.ts';
import { netnsHolds, NetnsStep, invertNetns, simulateNetns } from '../noun/netns/steps.ts';
import { invertOffload, offloadHolds, OffloadStep, simulateOffload } from '../noun/offload/steps.ts';
import { restore, restoreEntries, restoreNeighbours } from './restore.ts';
import { isDirect } from './restore-ways.ts';
import { isRival, routeHolds, RouteStep, invertRoute, simulateRoute } from '../noun/route/steps.ts';
import { sysctlHolds, SysctlStep, invertSysctl, simulateSysctl } from '../noun/sysctl/steps.ts';

/**
 * One change to one host, typed: what the executor runs, the journal keeps and the root helper re-parses.
 * It never holds a command line; `app/noun` compiles it to one.
 */
export const StepSchema = v.variant('do', [
  ...LinkStep.options,
  ...AddressStep.options,
  ...RouteStep.options,
  ...FdbEntryStep.options,
  ...NeighbourStep.options,
  ...NetnsStep.options,
  ...SysctlStep.options,
  ...ForwardStep.options,
  ...FileStep.options,
  ...OffloadStep.options,
  ...BridgeVlanStep.options,
]);
export type Step = v.InferOutput<typeof StepSchema>;

/** The tables as the kernel will show them after the step (what it derives by itself, such as connected routes, left out). */
export function simulate(tables: Tables, step: Step): Tables {
  if (isNetns(step)) return loseWithCarrier(tables, simulateNetns(tables, step));
  if (isAddress(step)) return simulateAddress(tables, step);
  if (isRoute(step)) return simulateRoute(tables, step);
  if (isFdbEntry(step)) return simulateFdbEntry(tables, step);
  if (isNeighbour(step)) return simulateNeighbour(tables, step);
  if (step.do === 'sysctl-set') return simulateSysctl(tables, step);
  if (isForward(step)) return simulateForward(tables, step);
  if (isFile(step)) return simulateFile(tables, step);
  if (step.do === 'offload-set') return simulateOffload(tables, step);
  if (isVlan(step)) return simulateBridgeVlan(tables, step);
  return loseWithCarrier(tables, simulateLink(tables, step));
}

/** Whether the tables already are as the step would leave them. */
export function holds(tables: Tables, step: Step): boolean {
  if (isNetns(step)) return netnsHolds(tables, step);
  if (isAddress(step)) return addressHolds(tables, step);
  if (isRoute(step)) return routeHolds(tables, step);
  if (isFdbEntry(step)) return fdbEntryHolds(tables, step);
  if (isNeighbour(step)) return neighbourHolds(tables, step);
  if (step.do === 'sysctl-set') return sysctlHolds(tables, step);
  if (isForward(step)) return forwardHolds(tables, step);
  if (isFile(step)) return fileHolds(tables, step);
  if (step.do === 'offload-set') return offloadHolds(tables, step);
  if (isVlan(step)) return bridgeVlanHolds(tables, step);
  return linkHolds(tables, step);
}

/**
 * The steps that take a step back, given the tables before it: its own opposite, then what the kernel took along
 * (a removed link's entries, a stopped link's routes, …), from the rows that were there.
 */
export function invert(step: Step, before: Tables): readonly Step[] {
  const opposite = opposites(step, before);
  // Entries take along nothing but themselves: no need to look through all tables for each of ten thousand.
  if (isFdbEntry(step)) return [...opposite, ...restoreEntries(entriesGone(before, step))];
  if (isNeighbour(step)) return [...opposite, ...restoreNeighbours(neighboursGone(before, step))];
  if (!takesAlong(step, before)) return opposite;
  const start = undrafted(before);
  const after = [step, ...opposite].reduce(simulate, start);
  return [...opposite, ...restore(start, after), ...(step.do === 'link-set-vxlan' ? surplus(start, after) : [])];
}

/** The flood entries that a change of the far end and its change back leave: the kernel looks for the old one by the new device. */
function surplus(before: Tables, after: Tables): readonly Step[] {
  return lost(after, before, 'fdb').map((row): Step => ({ ...fdbStepOf(row), do: 'fdb-del' }));
}

function opposites(step: Step, before: Tables): readonly Step[] {
  if (isNetns(step)) return invertNetns(step);
  if (isAddress(step)) return invertAddress(step);
  if (isRoute(step)) return replacedInOne(step, before) ? invertRoute(step, before) : [{ ...step, do: 'route-del' }];
  if (isFdbEntry(step)) return invertFdbEntry(step, before);
  if (isNeighbour(step)) return invertNeighbour(step, before);
  if (step.do === 'sysctl-set') return invertSysctl(step, before);
  if (isForward(step)) return invertForward(step, before);
  if (isFile(step)) return invertFile(step, before);
  if (step.do === 'offload-set') return invertOffload(step);
  if (isVlan(step)) return invertBridgeVlan(step, before);
  return invertLink(step, before);
}

/** Whether a route that was replaced can take its place again in one command. */
function replacedInOne(step: RouteStep, before: Tables): boolean {
  if (step.do !== 'route-replace') return true;
  const rival = before.route.find((row) => isRival(row, step));
  return rival === undefined || isDirect({ ...before, route: before.route.filter((row) => row !== rival) }, rival);
}

function takesAlong(step: Step, before: Tables): boolean {
  if (step.do === 'route-replace') return !replacedInOne(step, before);
  if (step.do === 'link-set-bridge') return step.set.vlanDefaultPvid !== undefined;
  return step.do.endsWith('-del') || TAKES_ALONG.includes(step.do);
}

const TAKES_ALONG: readonly Step['do'][] = [
  'address-add',
  'link-set-up',
  'link-set-mac',
  'link-set-master',
  'link-set-netns',
  'link-set-vxlan',
];

const isNetns = (step: Step): step is NetnsStep => step.do.startsWith('netns-');
const isAddress = (step: Step): step is AddressStep => step.do.startsWith('address-');
const isRoute = (step: Step): step is RouteStep => step.do.startsWith('route-');
const isFdbEntry = (step: Step): step is FdbEntryStep => step.do.startsWith('fdb-');
const isNeighbour = (step: Step): step is NeighbourStep => step.do.startsWith('neighbour-');
export const isForward = (step: Step): step is ForwardStep => step.do.startsWith('forward-');
export const isFile = (step: Step): step is FileStep => step.do.startsWith('file-');
const isVlan = (step: Step): step is BridgeVlanStep => step.do.startsWith('vlan-');
