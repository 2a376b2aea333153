/** What a host answered → facts to follow a packet by. */
import { itemsOf, readFacts, type Answered } from '../doctor/read-facts.ts';
import { isObject } from '../noun/rows.ts';
import type { DoctorAsk } from '../base/doctor-ask.ts';
import type { HostId } from '../base/host.ts';
import type { JsonObject } from '../base/json.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { GroupEntry, PathMtu, TraceFacts } from './facts.ts';

export function readTraceFacts(host: HostId, tables: Tables, answers: readonly Answered[]): TraceFacts {
  const items = (...parts: readonly DoctorAsk['part'][]) =>
    answers
      .filter(({ ask }) => parts.includes(ask.part))
      .flatMap((one) => itemsOf(one).map((row) => ({ netns: one.ask.netns, row })));
  return {
    ...readFacts(host, tables, answers),
    pathMtus: items('cache', 'cache6').flatMap(({ netns, row }) => pathMtuOf(netns, row)),
    groups: items('groups').flatMap(({ netns, row }) => groupsOf(netns, row)),
    nexthopRows: items('nexthops'),
  };
}

/** `{"dst":"10.0.0.2","cache":[],"expires":594,"mtu":1400}`; iproute2 puts `mtu` also under `metrics`. */
function pathMtuOf(netns: string, row: JsonObject): readonly PathMtu[] {
  const metrics = Array.isArray(row['metrics']) ? row['metrics'].find(isObject) : undefined;
  const mtu = row['mtu'] ?? metrics?.['mtu'];
  return typeof row['dst'] === 'string' && typeof mtu === 'number' ? [{ netns, dst: row['dst'], mtu }] : [];
}

/** `[{"mdb":[{"dev":"br0","port":"vx0","grp":"239.1.1.1","dst":"10.0.0.2","vni":7}],"router":{}}]`. */
function groupsOf(netns: string, row: JsonObject): readonly GroupEntry[] {
  const entries = Array.isArray(row['mdb']) ? row['mdb'].filter(isObject) : [];
  return entries.flatMap((one): GroupEntry[] => {
    const { dev, port, grp, dst, dst_port: dstPort, vni } = one;
    if (typeof dev !== 'string' || typeof port !== 'string' || typeof grp !== 'string') return [];
    return [
      {
        netns,
        dev,
        port,
        group: grp,
        ...(typeof dst === 'string' && { dst }),
        ...(typeof dstPort === 'number' && { dstPort }),
        ...(typeof vni === 'number' && { vni }),
      },
    ];
  });
}
