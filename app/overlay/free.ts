/** What is still free on a set of hosts: VNIs, names, prefixes. */
import type { Link } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { overlap, networkOf } from '../base/ip.ts';

/** The lowest VNI from `from` that no device on any host uses; 42 is where the article starts. */
export function freeVni(hosts: readonly Tables[], from = 42): number {
  const taken = new Set(hosts.flatMap(({ link }) => link.flatMap((row) => (row.vxlan ? [row.vxlan.vni] : []))));
  let vni = from;
  while (taken.has(vni)) vni += 1;
  return vni;
}

/** A vxlan that would refuse another of the same VNI and port (the kernel: one socket a port, one device a VNI on it). */
export function vniHolder(tables: Tables, vni: number, port: number): Link | undefined {
  return tables.link.find(({ vxlan }) => vxlan !== undefined && vxlan.dstport === port && vxlan.vni === vni);
}

/** The first of `candidates` that is a free namespace name on every host. */
export function freeNetns(hosts: readonly Tables[], candidates: readonly string[]): string | undefined {
  return candidates.find((name) =>
    hosts.every(
      ({ netns, link }) =>
        !netns.some((row) => row.name === name) && !link.some((row) => row.name === `veth-${name}-br`),
    ),
  );
}

export interface TakenPrefix {
  readonly prefix: string;
  readonly dev: string;
}

/** Every prefix that a host already uses: on an address in any namespace, or in a route of the main table. */
export function takenPrefixes(tables: Tables): readonly TakenPrefix[] {
  const addresses = tables.address
    .filter((row) => row.scope !== 'link')
    .map((row) => ({ prefix: networkOf(`${row.local}/${row.prefixlen}`), dev: row.dev }));
  const routes = tables.route
    .filter(
      (row) =>
        row.table === 'main' &&
        row.dst !== 'default' &&
        row.type === 'unicast' &&
        !row.dst.startsWith('fe80:') &&
        !row.dst.startsWith('ff00:'),
    )
    .map((row) => ({
      prefix: row.dst.includes('/') ? row.dst : `${row.dst}/${row.family === 'inet6' ? 128 : 32}`,
      dev: row.dev ?? 'a route',
    }));
  return [...addresses, ...routes];
}

export function prefixHolder(tables: Tables, prefix: string): TakenPrefix | undefined {
  return takenPrefixes(tables).find((taken) => overlap(taken.prefix, prefix));
}

/** The first candidate that overlaps nothing on any host. */
export function freePrefix(hosts: readonly Tables[], candidates: readonly string[]): string | undefined {
  const taken = hosts.flatMap(takenPrefixes);
  return candidates.find((candidate) => taken.every(({ prefix }) => !overlap(prefix, candidate)));
}
