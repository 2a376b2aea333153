/** Lets everything happen that follows from one packet, in the order in which it would. */
import type { NotLookedAt } from '../doctor/facts.ts';
import { stop, judged, type Course, type End } from './course.ts';
import { deliver } from './packet-in.ts';
import { out } from './neighbour.ts';
import { receive, up } from './receive.ts';
import { send } from './send.ts';
import { transmit } from './transmit.ts';
import { unwrap } from './unwrap.ts';
import { nameOf, whoHas, type Event, type Events, type Pending, type Sim } from './sim.ts';

/** A flood over a thousand hosts takes some ten thousand; tables that send frames round and round end here. */
const MOST_EVENTS = 200_000;

function handle(sim: Sim, event: Event): Events {
  switch (event.do) {
    case 'send':
      return send(sim, event);
    case 'out':
      return out(sim, event);
    case 'transmit':
      return transmit(sim, event);
    case 'receive':
      return receive(sim, event);
    case 'up':
      return up(sim, event);
    case 'deliver':
      return deliver(sim, event);
    case 'unwrap':
      return unwrap(sim, event);
  }
}

export function run(sim: Sim, first: Event): readonly End[] {
  const { course } = first;
  let queue: Event[] = [first];
  let handled = 0;
  for (;;) {
    for (let at = 0; at < queue.length && handled < MOST_EVENTS; at += 1, handled += 1) {
      const event = queue[at];
      if (event !== undefined) queue.push(...handle(sim, event));
    }
    queue = [];
    const open = sim.pending.pop();
    if (open !== undefined) {
      giveUp(sim, open);
      continue;
    }
    if (handled >= MOST_EVENTS) sim.notLookedAt.push(tooMany(first));
    return course.ends;
  }
}

function tooMany(first: Event): NotLookedAt {
  const { host } = first.do === 'unwrap' ? first.tunnel.place : first.place;
  return { host, what: 'the rest of the flood', why: 'too many copies of the frame' };
}

/** Nobody answered: packets that wait end where the question ended. The last asked is given up first: others may wait for it. */
function giveUp(sim: Sim, { place, ip, link, waiting, ends }: Pending): void {
  const best = judged(ends);
  for (const event of waiting) {
    const { course } = event;
    if (best !== undefined && best.weight > 0) course.ends.push({ ...best, arrives: false, arms: course.arms });
    else unheard(sim, { place, ip, link, ends }, course);
  }
}

/** The question went somewhere, but to nobody who has the address. */
function unheard(sim: Sim, { place, ip, link, ends }: Omit<Pending, 'waiting'>, course: Course): void {
  const trails = ends.flatMap(({ trail }) => (trail === undefined ? [] : [trail]));
  const [longest] = [...trails].sort((a, b) => b.length - a.length);
  let flood = longest;
  while (
    flood !== undefined &&
    !(
      flood.hop.table === 'fdb' &&
      flood.hop.command.startsWith('bridge') &&
      flood.hop.instead.some((one) => one.startsWith('00:'))
    )
  )
    flood = flood.up;
  const who = whoHas(sim.net, ip);
  const asked = who === '' ? 'nobody that was looked at has it' : `${who} has it and was not asked`;
  if (flood === undefined) {
    const why = `nobody answers for ${ip} on ${link.name} of ${nameOf(place)}: ${asked}`;
    stop({ ...course, ...(longest && { trail: longest }) }, place, 'neighbour', why);
    return;
  }
  const at = sim.net.place(flood.hop.host, flood.hop.netns) ?? place;
  stop(
    { ...course, trail: flood },
    at,
    'fdb',
    `the question for ${ip} goes to the VTEPs of the flood list of ${flood.hop.device ?? ''} only: ${asked}; ${flood.hop.instead.join(', ')}`,
  );
}
