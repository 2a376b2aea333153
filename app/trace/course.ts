/** The way so far of one packet: its hops, and where its branches end. Branches share the list of ends. */
import type { Hop, HopTable, Pass } from './hop.ts';
import type { Place } from './place.ts';

export interface Trail {
  readonly hop: Hop;
  readonly up?: Trail;
  readonly length: number;
}

/** The devices it was on, the last first. */
export interface Passed {
  readonly pass: Pass;
  readonly up?: Passed;
}

export interface End {
  readonly trail?: Trail;
  readonly seen?: Passed;
  readonly arrives: boolean;
  readonly place: Place;
  readonly table: HopTable;
  readonly why: string;
  /** How much it says of why the packet does not arrive: 0 where it was never meant to. */
  readonly weight: number;
  readonly arms: readonly string[];
}

export interface Course {
  readonly trail?: Trail;
  readonly seen?: Passed;
  readonly ends: End[];
  /** Which ways it took where a hash chooses. */
  readonly arms: readonly string[];
  /** Devices passed, so that a frame that goes round ends. */
  readonly passed: number;
}

export function newCourse(trail?: Trail): Course {
  return { ends: [], arms: [], passed: 0, ...(trail && { trail }) };
}

export interface Said {
  readonly table: HopTable;
  readonly row: string;
  readonly device?: string | undefined;
  readonly says: string;
  readonly instead?: readonly string[];
  /** Without the namespace: `ip route get …`. */
  readonly command: string;
}

export function hop(course: Course, place: Place, said: Said): Course {
  const { table, row, device = null, says, instead = [] } = said;
  const made: Hop = {
    host: place.host,
    netns: place.netns,
    table,
    row,
    device,
    says,
    instead,
    command: inNetns(place, said.command),
  };
  const up = course.trail;
  return { ...course, trail: { hop: made, ...(up && { up }), length: (up?.length ?? 0) + 1 } };
}

export function inNetns({ netns }: Place, command: string): string {
  if (netns === '' || command === '') return command;
  const [tool = '', ...rest] = command.split(' ');
  const ownOption = ['ip', 'bridge', 'tc'].includes(tool);
  return ownOption ? [tool, '-n', netns, ...rest].join(' ') : `ip netns exec ${netns} ${command}`;
}

export function seenOn(course: Course, { host, netns }: Place, device: string, side: Pass['side']): Course {
  const up = course.seen;
  return { ...course, seen: { pass: { host, netns, device, side }, ...(up && { up }) } };
}

export function passesOf(seen: Passed | undefined): readonly Pass[] {
  const passes: Pass[] = [];
  for (let at = seen; at !== undefined; at = at.up) passes.push(at.pass);
  return passes.reverse();
}

/** What an end keeps of its course. */
function kept({ trail, seen, arms }: Course): Pick<End, 'trail' | 'seen' | 'arms'> {
  return { ...(trail && { trail }), ...(seen && { seen }), arms };
}

/** Ends a branch. Answers with no more events. */
export function stop(course: Course, place: Place, table: HopTable, why: string, weight = 2): readonly never[] {
  course.ends.push({
    ...kept(course),
    arrives: false,
    place,
    table,
    why,
    weight,
  });
  return [];
}

export function arrive(course: Course, place: Place, why: string): readonly never[] {
  course.ends.push({
    ...kept(course),
    arrives: true,
    place,
    table: 'address',
    why,
    weight: 3,
  });
  return [];
}

export function hopsOf(trail: Trail | undefined): readonly Hop[] {
  const hops: Hop[] = [];
  for (let at = trail; at !== undefined; at = at.up) hops.push(at.hop);
  return hops.reverse();
}

/** The end that answers the question: a way of a fan that fails before one that arrives, and of what fails the most telling. */
export function judged(ends: readonly End[]): End | undefined {
  const arrived = ends.filter(({ arrives }) => arrives);
  const failing = ends.filter(
    ({ arrives, arms, weight }) =>
      !arrives &&
      weight > 0 &&
      arms.length > 0 &&
      !arrived.some((one) => arms.every((arm, at) => one.arms[at] === arm)),
  );
  if (arrived.length > 0 && failing.length === 0) return arrived[0];
  const pool = failing.length > 0 ? failing : ends;
  return [...pool].sort((a, b) => b.weight - a.weight || (b.trail?.length ?? 0) - (a.trail?.length ?? 0))[0];
}
