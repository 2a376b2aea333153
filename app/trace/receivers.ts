/** Which vxlan device of a namespace takes a tunnel's packet (`vxlan_rcv`, `vxlan_vs_find_vni`). */
import { familyOf } from '../base/ip.ts';
import type { VxlanOptions } from '../noun/vxlan/row.ts';
import type { Tunnel } from './net.ts';
import type { Packet } from './packet.ts';
import type { Place } from './place.ts';
import { nameOf, type Sim } from './sim.ts';

export interface Received {
  readonly found?: Tunnel;
  readonly why: string;
  readonly table: 'socket' | 'vxlan' | 'vni' | 'link';
}

/** `bypass`: it never was a packet, so nothing of its header is judged. */
export function receiversOf(sim: Sim, place: Place, packet: Packet, bypass = false): Received {
  const { carries, dst, dport } = packet;
  const here = sim.net.tunnels.filter(({ under }) => under === place);
  const name = nameOf(place);
  const listening = here.filter(
    ({ link }) => link.up && link.vxlan !== undefined && link.vxlan.dstport === dport && serves(link.vxlan, dst),
  );
  if (listening.length === 0) return { table: 'socket', why: silent(here, name, dport) };
  const fits = listening.filter((one) => takesVni(one, carries?.vni ?? -1));
  const [found] = fits;
  if (found === undefined) {
    const filtered = listening.some(({ link }) => link.vxlan?.external === true);
    const known = listening.map(
      ({ link }) => `${link.name} has ${link.vxlan?.external === true ? 'a list without it' : link.vxlan?.vni}`,
    );
    return {
      table: filtered ? 'vni' : 'vxlan',
      why: `no tunnel on ${name} takes VNI ${carries?.vni ?? ''}: ${known.join(', ')}`,
    };
  }
  const wrong = bypass || carries === undefined ? undefined : mismatch(carries.from.link.vxlan, found.link.vxlan, dst);
  if (wrong !== undefined) return { table: 'vxlan', why: `${found.link.name} on ${name} ${wrong}` };
  return { found, table: 'vxlan', why: '' };
}

/** A device has a socket of the family of its ends; an external one of both. */
function serves({ local, remote, group, external }: VxlanOptions, dst: string): boolean {
  const named = local ?? remote ?? group;
  return external === true || (named === undefined ? 'inet' : familyOf(named)) === familyOf(dst);
}

function silent(here: readonly Tunnel[], name: string, port: number | undefined): string {
  const down = here.find(({ link }) => !link.up && link.vxlan?.dstport === port);
  if (down !== undefined) return `nothing listens on UDP port ${port} of ${name}: ${down.link.name} is down`;
  const others = here.map(({ link }) => `${link.name} has ${link.vxlan?.dstport ?? ''}`);
  return `nothing listens on UDP port ${port} of ${name}${others.length === 0 ? ', which has no tunnel' : `: ${others.join(', ')}`}`;
}

function takesVni({ place, link }: Tunnel, vni: number): boolean {
  const vxlan = link.vxlan;
  if (vxlan === undefined) return false;
  if (vxlan.external !== true) return vxlan.vni === vni;
  if (vxlan.vnifilter !== true) return true;
  const ranges = place.facts.vnis.get(`${place.netns}|${link.name}`) ?? [];
  return ranges.some(([first, last]) => first <= vni && vni <= last);
}

/** What the sender writes into the header, and the receiver was not told to understand. */
function mismatch(from: VxlanOptions | undefined, to: VxlanOptions | undefined, dst: string): string | undefined {
  if ((from?.gpe === true) !== (to?.gpe === true))
    return 'and the sender differ in gpe, so one does not understand the other';
  if (dst.includes(':') && from?.udp6zerocsumtx === true && to?.udp6zerocsumrx !== true)
    return 'does not take packets without a checksum (udp6zerocsumrx), which the sender makes (udp6zerocsumtx)';
  return undefined;
}
