/** The endpoints that a file asks for without saying what they are. */
import { contains, splitCidr } from '../base/ip.ts';
import type { Joining } from './complete-underlay.ts';
import { freeAddress, isNone } from './complete-prefix.ts';
import { freeNetns } from './free.ts';
import type { MemberEndpoint, OverlayMode } from './overlay.ts';
import { addressIn } from './subnets.ts';
import { endpointNames, NETNS_NAMES } from './suggest.ts';

export interface EndpointFacts {
  readonly mode: OverlayMode;
  readonly vni: number;
  readonly prefixes: readonly string[];
  readonly joining: readonly Joining[];
  /** In the order of the members. */
  readonly subnets: readonly (readonly string[])[];
}

/** In the order of the members; `undefined` where no address is left. */
export function chooseEndpoints(facts: EndpointFacts): readonly (MemberEndpoint | null | undefined)[] {
  const { joining, vni } = facts;
  const all = joining.flatMap((one) => givenOf(one) ?? []);
  const tables = joining.filter((one) => givenOf(one) === undefined).flatMap((one) => one.tables ?? []);
  const netns = freeNetns(tables, [...new Set([...all.map((one) => one.netns), ...NETNS_NAMES])]) ?? `ns${vni}`;
  const taken = new Set(all.flatMap(({ addresses }) => addresses.map((address) => splitCidr(address).ip)));
  return joining.map((one) => {
    const { endpoint } = one.file;
    if (isNone(endpoint) || (endpoint === undefined && one.last?.endpoint === null)) return null;
    if (typeof endpoint === 'object') return endpoint;
    const names = one.last?.endpoint ?? endpointNames(netns, vni);
    const kept = keptAddresses(facts, one);
    const addresses = kept ?? newAddresses(facts, one.index, taken);
    const gateways = kept === undefined ? undefined : one.last?.endpoint?.gateways;
    return addresses.length === 0
      ? undefined
      : {
          netns: names.netns,
          dev: names.dev,
          port: names.port,
          addresses: [...addresses],
          ...(gateways && { gateways }),
        };
  });
}

function givenOf({ file: { endpoint }, last }: Joining): MemberEndpoint | undefined {
  if (typeof endpoint === 'object') return endpoint ?? undefined;
  return endpoint === false ? undefined : (last?.endpoint ?? undefined);
}

/** As long as they are in the networks of today, one a family. */
function keptAddresses(
  { mode, prefixes, subnets }: EndpointFacts,
  { last, index }: Joining,
): readonly string[] | undefined {
  const addresses = last?.endpoint?.addresses;
  const networks = mode === 'bridged' ? prefixes : (subnets[index] ?? []);
  if (addresses === undefined || addresses.length !== networks.length) return undefined;
  const fits = networks.every((network) => addresses.some((one) => contains(network, splitCidr(one).ip)));
  return fits ? addresses : undefined;
}

/** In `routed`, `.1` is the bridge, `.2` the tunnel and `.3` the endpoint, as in the article; flannel's tunnel has the base. */
function newAddresses(
  { mode, prefixes, subnets }: EndpointFacts,
  index: number,
  taken: Set<string>,
): readonly string[] {
  if (mode === 'bridged') {
    const free = prefixes.map((prefix) => freeAddress(prefix, taken));
    return free.some((one) => one === undefined) ? [] : free.filter((one) => one !== undefined);
  }
  return (subnets[index] ?? []).map(
    (subnet) => `${addressIn(subnet, mode === 'routed' ? 3 : 2)}/${splitCidr(subnet).length}`,
  );
}
