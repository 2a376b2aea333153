/** Whether an underlay address leads to a device, and where each MAC address is. */
import type { Vtep, World } from './world.ts';
import { isFlood } from './world.ts';
import { endpointsNear } from './near.ts';

/** Whoever claims the address as its `local` counts, also where the host has lost it: that is another finding. */
export function reachedBy(dst: string, peer: Vtep, world: World): boolean {
  // A vxlan socket listens on every address of its host.
  return dst === peer.vxlan.local || world.owners(dst).some(({ facts }) => facts.host === peer.host);
}

/** Whether unknown frames are to be flooded through it: a bridge's port, or one that learns by ARP. */
export function floods(one: Vtep, segment: readonly Vtep[]): boolean {
  if (one.vxlan.external === true) return false;
  const any = anyFloods(segment);
  const learns = one.vxlan.learning !== false && one.bridge !== undefined;
  return any && (learns || one.fdb.some(isFlood) || one.bridge !== undefined || hasSubnet(one));
}

const flooded = new WeakMap<readonly Vtep[], boolean>();

/** Somebody of the segment has a flood list: looked for once. */
function anyFloods(segment: readonly Vtep[]): boolean {
  const known = flooded.get(segment) ?? segment.some(({ fdb }) => fdb.some(isFlood));
  flooded.set(segment, known);
  return known;
}

function hasSubnet({ addresses }: Vtep): boolean {
  return addresses.some(
    ({ scope, prefixlen, family }) => scope === 'global' && prefixlen < (family === 'inet' ? 32 : 128),
  );
}

/** The devices that have a MAC address, by member: tunnels and, where they are bridged, what stands in the bridge. */
export function whereMacs(
  segment: readonly Vtep[],
  world: World,
): ReadonlyMap<string, readonly { readonly vtep: Vtep; readonly ip?: string }[]> {
  const macs = new Map<string, { vtep: Vtep; ip?: string }[]>();
  const add = (mac: string | undefined, vtep: Vtep): void => {
    if (mac !== undefined) macs.set(mac, [...(macs.get(mac) ?? []), { vtep }]);
  };
  for (const vtep of segment) {
    add(vtep.link.mac, vtep);
    if (vtep.bridge === undefined) continue;
    if (vtep.bridge.mac !== vtep.link.mac) add(vtep.bridge.mac, vtep);
    for (const { link } of endpointsNear(vtep, world)) add(link.mac, vtep);
  }
  return macs;
}
