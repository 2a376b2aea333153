/** Traffic control filters on the cards that a tunnel uses. */
import { hostName } from '../base/host.ts';
import { at, command, finding, inside, type Finding } from './finding.ts';
import { endpointsNear } from './near.ts';
import type { Vtep, World } from './world.ts';

/** A filter that takes packets before anything sees them (tc(8)): the tunnel's on its card, everything on the devices behind it. */
export function trafficOf(one: Vtep, world: World): readonly Finding[] {
  const { facts, under, vxlan, host } = one;
  const near = endpointsNear(one, world);
  const inner = [one.link, one.bridge, ...near.flatMap(({ port, link }) => [port, link])];
  const behind = new Set(inner.flatMap((link) => (link === undefined ? [] : [link.key])));
  return facts.traffic
    .filter(
      ({ netns, dev }) => behind.has(`${netns}|${dev}`) || (under !== undefined && under.key === `${netns}|${dev}`),
    )
    .flatMap(({ netns, dev, side, text }): Finding[] => {
      const isInner = behind.has(`${netns}|${dev}`);
      const takes = text
        .split(/\n(?=filter )/)
        .find((each) => TAKES.test(each) && matchesPort(each, vxlan.dstport, isInner));
      if (takes === undefined) return [];
      const lines = takes
        .split('\n')
        .map((each) => each.trim())
        .filter((each) => /match|dst_port|action|mirred|fw|matchall/.test(each));
      const other = world.peers.get(one)?.[0]?.host;
      const what = isInner ? 'what its machines send or get' : "the tunnel's packets";
      return [
        finding({
          ...{ code: 'tc-ingress', host, ...(other && { hosts: [other] }), table: 'tc' },
          entry: `${inside(netns)}${dev} ${side} ${lines.join(' ')}`,
          says: `A tc filter on the ${side} side of ${inside(netns)}${dev} on ${hostName(host)} takes ${what}: ${lines.join(', ')}.`,
          command: at(netns, `tc -s filter show dev ${dev} ${side}`),
          line: lines.join('\n'),
          fix: command('Remove the filters of that side', host, at(netns, `tc filter del dev ${dev} ${side}`)),
        }),
      ];
    });
}

const TAKES = /action.*\b(drop|shot)\b|\(Egress Redirect|\(Ingress Redirect|mirred.*Redirect/i;

/** u32 prints `match 000012b5/0000ffff at 20`, flower `dst_port 4789`; a filter without a match takes everything. */
function matchesPort(text: string, port: number, all: boolean): boolean {
  const hex = port.toString(16).padStart(4, '0');
  if (/matchall/.test(text)) return true;
  if (new RegExp(`match [0-9a-f]{4}${hex}/0000ffff at 20|dst_port ${port}\\b`).test(text)) return true;
  if (/match|dst_port|src_port/.test(text))
    return all || (/match 00110000\/00ff0000 at 8/.test(text) && !/at 20/.test(text));
  return /flower|u32/.test(text) && all;
}
