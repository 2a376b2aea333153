/** What to ask a host, beside its tables, so that a packet's way can be followed: everything that decides one, in every namespace. */
import { NETNS_FILTERS, type DoctorAsk } from '../base/doctor-ask.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';

/** Namespaces looked into: a dozen questions each. */
export const MOST_NETNS = 64;

const EACH = ['rules', 'rules6', 'settings', 'nexthops', ...NETNS_FILTERS, 'cache', 'cache6'] as const;
const TUNNELS = ['vnis', 'groups'] as const;

export interface TraceQuestions {
  readonly asks: readonly DoctorAsk[];
  readonly leftOut: readonly string[];
}

export function traceQuestions(tables: Tables): TraceQuestions {
  const named = tables.netns.map(({ name }) => name);
  const namespaces = [HOST_NETNS, ...named.slice(0, MOST_NETNS)];
  const withTunnels = new Set(tables.link.filter(({ vxlan }) => vxlan !== undefined).map(({ netns }) => netns));
  const asks = namespaces.flatMap((netns): DoctorAsk[] => {
    const parts = [...EACH, ...(withTunnels.has(netns) ? TUNNELS : [])];
    return parts.map((part) => ({ part, netns }));
  });
  const left = named.length - MOST_NETNS;
  return { asks, leftOut: left > 0 ? [`${left} of ${named.length} namespaces`] : [] };
}
