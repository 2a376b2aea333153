/** Traffic control filters on the cards that a tunnel uses. */
import { hostName } from '../base/host.ts';
import { command, finding, type Finding } from './finding.ts';
import type { Vtep, World } from './world.ts';

/** A filter on the underlay card that takes the tunnel's packets before anything sees them (tc(8)). */
export function trafficOf(one: Vtep, world: World): readonly Finding[] {
  const { facts, under, vxlan, host } = one;
  return facts.traffic
    .filter(({ dev }) => dev === under?.name || dev === one.link.name)
    .flatMap(({ dev, side, text }): Finding[] => {
      const takes = text.split(/\n(?=filter )/).find((each) => /action.*\b(drop|shot)\b|\(Egress Redirect|\(Ingress Redirect|mirred.*Redirect/i.test(each) && matchesPort(each, vxlan.dstport, dev === one.link.name)); // prettier-ignore
      if (takes === undefined) return [];
      const lines = takes.split('\n').map((each) => each.trim()).filter((each) => /match|dst_port|action|mirred|fw|matchall/.test(each)); // prettier-ignore
      const other = world.peers.get(one)?.[0]?.host;
      return [
        finding({
          ...{ code: 'tc-ingress', host, ...(other && { hosts: [other] }), table: 'tc' },
          entry: `${dev} ${side} ${lines.join(' ')}`,
          says: `A tc filter on the ${side} side of ${dev} on ${hostName(host)} takes the tunnel's packets: ${lines.join(', ')}.`,
          command: `tc -s filter show dev ${dev} ${side}`,
          line: lines.join('\n'),
          fix: command('Remove the filters of that side', host, `tc filter del dev ${dev} ${side}`),
        }),
      ];
    });
}

/** u32 prints `match 000012b5/0000ffff at 20`, flower `dst_port 4789`; a filter without a match takes everything. */
function matchesPort(text: string, port: number, all: boolean): boolean {
  const hex = port.toString(16).padStart(4, '0');
  if (/matchall/.test(text)) return true;
  if (new RegExp(`match [0-9a-f]{4}${hex}/0000ffff at 20|dst_port ${port}\\b`).test(text)) return true;
  if (/match|dst_port|src_port/.test(text))
    return all || (/match 00110000\/00ff0000 at 8/.test(text) && !/at 20/.test(text));
  return /flower|u32/.test(text) && all;
}
