/** What the doctor asks a host beside its tables: typed, so that the root helper compiles the command itself. */
import * as v from 'valibot';
import { Ifname, IpAddress, NetnsRef } from './field.ts';

const port = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)));

/** Listings of packet filters: these are asked in every namespace, ebtables in the host's own only. */
export const NETNS_FILTERS = [
  'iptables',
  'ip6tables',
  'iptables-legacy',
  'ip6tables-legacy',
  'nft',
  'arptables',
] as const;
export const FILTER_PARTS = [...NETNS_FILTERS, 'ebtables'] as const;

/** Asked once a namespace. `rules6` and the like: the same of IPv6. */
export const PLAIN_PARTS = [
  'rules',
  'rules6',
  'nexthops',
  'vnis',
  'settings',
  'sockets',
  'counters',
  'stats',
  ...FILTER_PARTS,
  'qdiscs',
  'vlan-tunnels',
  'groups',
  'cache',
  'cache6',
] as const;

export const DoctorAskSchema = v.variant('part', [
  v.strictObject({ part: v.picklist(PLAIN_PARTS), netns: NetnsRef }),
  v.strictObject({ part: v.picklist(['tc-ingress', 'tc-egress']), netns: NetnsRef, dev: Ifname }),
  /** The way of an outer packet: UDP to `port` from `from` (ip-route(8), `route get`). */
  v.strictObject({ part: v.literal('way'), netns: NetnsRef, target: IpAddress, from: v.optional(IpAddress), port }),
]);
export type DoctorAsk = v.InferOutput<typeof DoctorAskSchema>;

/** Only root may list filters (tried as uid 65534, kernel 6.18). */
export function isOfRoot({ part }: DoctorAsk): boolean {
  return isFilterPart(part);
}

export function isFilterPart(part: DoctorAsk['part']): part is (typeof FILTER_PARTS)[number] {
  return FILTER_PARTS.some((one) => one === part);
}
