/** Comparing what a plan expects with what the kernel shows. */
import type { Tables } from '../../../app/noun/snapshot.ts';
import { bridgeSpecOf, type BridgeSpec } from '../../../app/noun/bridge/steps.ts';
import { portChanges } from '../../../app/noun/port/steps.ts';
import { isOwnRoute } from '../../../app/noun/route/steps.ts';
import { isOwnEntry } from '../../../app/noun/fdb/set.ts';
import { isSetNeighbour } from '../../../app/noun/neighbour/row.ts';
import { isSetAddress } from '../../../app/noun/address/row.ts';
import { specOf } from '../../../app/noun/vxlan/steps.ts';

/** Everything that somebody set, one line a fact, without what the kernel derives (the MTU and the MAC of a bridge that has them from its ports among it). */
export function facts(tables: Tables): ReadonlySet<string> {
  const line = (...parts: readonly unknown[]): string =>
    parts.map((part) => (typeof part === 'string' ? part : sortedJson(part))).join(' ');
  const flags = (list: readonly string[], kept: RegExp) => list.filter((flag) => kept.test(flag)).sort();
  return new Set([
    ...tables.netns.map(({ name }) => line('netns', name)),
    ...tables.link.flatMap((link) => {
      const { key, kind, up, mtu, mac, master, vxlan, bridge, port } = link;
      const spec = vxlan && Object.entries(specOf(vxlan)).sort();
      return line('link', key, kind, {
        up,
        mtu: kind === 'bridge' ? 0 : mtu,
        mac: kind === 'bridge' ? '' : mac,
        master,
        spec,
        bridge: bridge && settled(bridgeSpecOf(bridge)),
        port: port && portChanges(port),
      });
    }),
    ...tables.address
      .filter(isSetAddress)
      .map((row) =>
        line(
          'address',
          row.key,
          row.scope,
          { peer: row.peer, label: row.family === 'inet' ? row.label : undefined },
          flags(row.flags, /noprefixroute|nodad|home|mngtmpaddr/),
        ),
      ),
    ...tables.route.filter(isOwnRoute).map((row) =>
      line('route', {
        ...row,
        key: 0,
        raw: 0,
        dev: row.type === 'unicast' ? row.dev : undefined,
        metric: row.metric,
        flags: flags(row.flags, /onlink/),
        nexthops: row.nexthops.map((hop) => ({ ...hop, flags: flags(hop.flags, /onlink/) })),
      }),
    ),
    ...tables.fdb
      .filter((row) => isOwnEntry(tables, row))
      .map((row) => line('fdb', row.key, row.state, flags(row.flags, /self|sticky|extern_learn|router/))),
    ...tables.vni.map(({ key, vniEnd, remote, group }) => line('vni', key, vniEnd, remote ?? group)),
    // All but permanent ones are collected where the machine has more than 128 (`gc_thresh1`), in all namespaces together: managed
    // ones that failed, as nobody answers for them here, and NOARP ones that nothing used for a minute (net/core/neighbour.c, neigh_periodic_work).
    ...tables.neighbour
      .filter((row) => isSetNeighbour(row) && (row.state === 'PERMANENT' || row.flags.includes('proxy')))
      .map((row) => line('neighbour', row.key, row.mac ?? '', row.state, flags(row.flags, /./))),
  ]);
}

export function missingFrom(expected: ReadonlySet<string>, actual: ReadonlySet<string>): readonly string[] {
  return [
    ...[...expected].filter((fact) => !actual.has(fact)).map((fact) => `- ${fact}`),
    ...[...actual].filter((fact) => !expected.has(fact)).map((fact) => `+ ${fact}`),
  ];
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${name}:${sortedJson(one)}`)
    .join(',')}}`;
}

/** Spanning tree changes the ageing for as long as the topology does. */
function settled({ ageing, ...spec }: BridgeSpec): BridgeSpec {
  return spec.stp === true || ageing === undefined ? spec : { ...spec, ageing };
}
