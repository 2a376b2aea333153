/** Networks that an overlay may have. */
import { familyOf, networkOf, overlap, splitCidr } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';

export function checkPrefix(prefixes: readonly string[], prefix: string, at: number): readonly Problem[] {
  const path = `prefixes.${at}`;
  if (networkOf(prefix) !== `${splitCidr(prefix).ip}/${splitCidr(prefix).length}`)
    return [badField(path, 'Prefix', `${prefix} is an address in ${networkOf(prefix)}; name the network`)];
  const unfit = whyNoNetwork(prefix);
  if (unfit !== undefined) return [badField(path, 'Prefix', `${prefix} ${unfit}`)];
  const first = prefixes.findIndex((other) => familyOf(other) === familyOf(prefix));
  return first < at ? [badField(path, 'Prefix', `there is one of this family already, ${prefixes[first]}`)] : [];
}

/** Networks that no host can have an address in, or that would swallow the underlay and everything else with it. */
const NO_NETWORKS: readonly (readonly [network: string, why: string])[] = [
  ['0.0.0.0/8', 'is "this network" (RFC 1122)'],
  ['127.0.0.0/8', 'is loopback: it never leaves a host'],
  ['169.254.0.0/16', 'is link-local: it is not routed'],
  ['224.0.0.0/4', 'is multicast: no host has an address in it'],
  ['240.0.0.0/4', 'is reserved (RFC 1112)'],
  ['::/127', 'is loopback: it never leaves a host'],
  ['::ffff:0:0/96', 'stands for IPv4 addresses'],
  ['fe80::/10', 'is link-local: it is not routed'],
  ['ff00::/8', 'is multicast: no host has an address in it'],
];

function whyNoNetwork(prefix: string): string | undefined {
  const { length } = splitCidr(prefix);
  if (length < (familyOf(prefix) === 'inet' ? 4 : 8))
    return 'is a great part of all addresses, the underlay among them';
  return NO_NETWORKS.find(([network]) => familyOf(network) === familyOf(prefix) && overlap(network, prefix))?.[1];
}
