/** The overlay's wide prefixes, and what each member gets of them: members keep what they had, new ones take the lowest that is free. */

import { contains, familyOf, networkOf, overlap, splitCidr, type Family } from '../base/ip.ts';
import { freePrefix } from './free.ts';
import { hash32 } from '../base/hash.ts';
import type { OverlayFile, OverlaySpec } from './overlay.ts';
import type { Joining } from './complete-underlay.ts';
import { addressIn, bitsOf, coverOf, subnetIn } from './subnets.ts';

/** The hosts' tables decide only where nothing is stated and nothing was before. `undefined`: nothing is free. */
export function choosePrefixes(
  file: OverlayFile,
  joining: readonly Joining[],
  outer: readonly Family[],
  known: OverlaySpec | undefined,
): readonly string[] | undefined {
  if (file.prefixes !== undefined) return file.prefixes;
  if (known !== undefined && known.prefixes.length > 0) return known.prefixes;
  const stated = statedPrefixes(file);
  if (stated.length > 0) return stated;
  if (file.mode === 'bridged' && joining.every(({ file: { endpoint }, last }) => isNone(endpoint ?? last?.endpoint)))
    return [];
  const families = file.mode === 'flannel' ? outer : (['inet'] as const);
  const tables = joining.flatMap((one) => one.tables ?? []);
  const found = families.map((family) => freePrefix(tables, candidatesOf(file, family)));
  return found.some((one) => one === undefined) ? undefined : found.filter((one) => one !== undefined);
}

export function isNone(endpoint: unknown): boolean {
  return endpoint === null || endpoint === false;
}

/** What the members' own networks lie in. */
function statedPrefixes({ mode, members }: OverlayFile): readonly string[] {
  const networks = members.flatMap(({ subnets, endpoint }) => {
    const addresses = typeof endpoint === 'object' && endpoint !== null ? endpoint.addresses : [];
    return mode === 'bridged' ? addresses.map(networkOf) : (subnets ?? []);
  });
  return (['inet', 'inet6'] as const).flatMap((family) => {
    const cover = coverOf(networks.filter((one) => familyOf(one) === family));
    if (cover === undefined || mode === 'bridged') return cover ?? [];
    const { ip, length } = splitCidr(cover);
    return networkOf(`${ip}/${Math.min(length, family === 'inet' ? 16 : 48)}`);
  });
}

/** Private (RFC 1918) and unique local (RFC 4193) networks; the latter by a hash of the name, where chance would be unrepeatable. */
function candidatesOf({ name, mode, members }: OverlayFile, family: Family): readonly string[] {
  const tens = Array.from({ length: 100 }, (_, index) => `10.${100 + index}.0.0`);
  const length = mode === 'bridged' && members.length < 250 ? 24 : 16;
  if (family === 'inet') return tens.map((ip) => `${ip}/${length}`);
  const id = (index: number): string => (hash32(`${name} ${index}`) >>> 0).toString(16).padStart(8, '0');
  return tens.map((_, index) => networkOf(`fd42:${id(index).slice(0, 4)}:${id(index).slice(4)}::/48`));
}

/** A subnet of each prefix for every member, in their order; `undefined` for a prefix without room left. */
export function chooseSubnets(
  prefixes: readonly string[],
  joining: readonly Joining[],
): readonly (readonly string[] | undefined)[] {
  const columns = prefixes.map((prefix) => subnetsOf(prefix, joining));
  return joining.map(({ file, index }) => {
    if (file.subnets !== undefined) return file.subnets;
    const own = columns.map((column) => column[index]);
    return own.some((one) => one === undefined) ? undefined : own.filter((one) => one !== undefined);
  });
}

function subnetsOf(prefix: string, joining: readonly Joining[]): readonly (string | undefined)[] {
  const kept = joining.map(({ file, last }) => (file.subnets ?? last?.subnets)?.find((one) => isInside(prefix, one)));
  const taken = kept.filter((one) => one !== undefined);
  const length = taken[0] === undefined ? lengthFor(prefix, joining.length) : splitCidr(taken[0]).length;
  const exact = new Set(taken.map(networkOf));
  const odd = taken.filter((one) => splitCidr(one).length !== length);
  const most = length > bitsOf(prefix) - LEAST_BITS ? 0 : 2 ** Math.min(31, length - splitCidr(prefix).length);
  let index = 0;
  const next = (): string | undefined => {
    while ((index += 1) < most) {
      const one = subnetIn(prefix, length, index);
      if (!exact.has(one) && !odd.some((other) => overlap(other, one))) return one;
    }
    return undefined;
  };
  return kept.map((one) => one ?? next());
}

function isInside(prefix: string, subnet: string): boolean {
  return contains(prefix, splitCidr(subnet).ip);
}

/** Of a subnet: tunnel, gateway and endpoint, and the broadcast address. */
const LEAST_BITS = 3;

/** A /24 or a /64 a host, as flannel does; less where the prefix is small. The first subnet is left out: its base is the prefix's own. */
function lengthFor(prefix: string, count: number): number {
  const { length } = splitCidr(prefix);
  const usual = bitsOf(prefix) === 32 ? 24 : 64;
  return Math.max(usual, length + 2, length + Math.ceil(Math.log2(count + 1)));
}

/** The lowest address of a prefix that nobody has, from its first host address on. */
export function freeAddress(prefix: string, taken: Set<string>): string | undefined {
  const { length } = splitCidr(prefix);
  const most = 2 ** Math.min(24, bitsOf(prefix) - length) - 1;
  for (let index = 1; index < most; index += 1) {
    const ip = addressIn(prefix, index);
    if (taken.has(ip)) continue;
    taken.add(ip);
    return `${ip}/${length}`;
  }
  return undefined;
}
