/** ARP suppression of bridge ports: a question that the bridge's own neighbour table can answer goes no further (net/bridge/br_arp_nd_proxy.c). */
import type { Link } from '../noun/link/row.ts';
import { hop, type Course } from './course.ts';
import type { Frame } from './packet.ts';
import { hasAddress, type Place } from './place.ts';
import { knownMac, nameOf, type Events, type Sim } from './sim.ts';
import { portOf } from './bridge-port.ts';

export interface Suppressed {
  /** The bridge answers itself. */
  readonly reply?: Events;
  /** It is not flooded to ports with suppression. */
  readonly quiet: boolean;
}

export function suppressed(
  sim: Sim,
  place: Place,
  bridge: Link,
  from: Link | undefined,
  { src, ask }: Frame,
  course: Course,
): Suppressed {
  const any = [...place.links.values()].some(
    ({ master, port }) => master === bridge.name && port?.neighSuppress === true,
  );
  if (!any || ask === undefined || ask.op !== 'request' || from?.port?.neighSuppress === true) return { quiet: false };
  if (hasAddress(place, ask.target) && from !== undefined) return { quiet: true };
  const mac = knownMac(sim, place, bridge, ask.target);
  const port = mac === undefined ? undefined : portOf(sim, place, bridge, mac);
  if (mac === undefined || port === undefined) return { quiet: false };
  const suppresses = place.links.get(port.port)?.port;
  const replies =
    suppresses?.neighSuppress === true || suppresses?.proxyArpWifi === true || from?.port?.proxyArp === true;
  if (!replies) return { quiet: true };
  const reply: Frame = { src: mac, dst: src, ask: { op: 'reply', sender: ask.target, mac, target: ask.sender } };
  const at = hop(course, place, {
    table: 'neighbour',
    row: `${ask.target} dev ${bridge.name} lladdr ${mac}`,
    device: bridge.name,
    says: `${bridge.name} on ${nameOf(place)} answers for ${ask.target} itself: ${mac} (suppression)`,
    command: `ip neigh show ${ask.target} dev ${bridge.name}`,
  });
  const to: Events =
    from === undefined
      ? [{ do: 'up', place, link: bridge, frame: reply, course: at }]
      : [{ do: 'transmit', place, link: from, frame: reply, course: at }];
  return { reply: to, quiet: true };
}
